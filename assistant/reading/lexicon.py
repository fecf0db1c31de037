"""Words that mean much the same to a contact center, in groups.

A group is no verdict: it only lets the reader learn from one message what also holds
for another one in other words. Groups of one kind ("lost": down, cannot, drop) are
learned from together as well. Words are compared by their stems; ``_`` joins the words
of a phrase, and a phrase goes before its words.
"""

from collections.abc import Iterator, Mapping

_KINDS: Mapping[str, Mapping[str, str]] = {
    "many": {
        "all": "all every everyone everybody each entire entirely entirety whole total "
        "totally complete completely everything everywhere any anyone anybody across "
        "both full throughout universal",
        "most": "most mostly majority more_than_half more_than_the_half over_half "
        "nearly_all almost_all almost_every two_thirds three_quarters bulk largely",
    },
    "no": {
        "none": "none nobody noone no_one no nothing zero neither nowhere not_one "
        "not_a_single not_any nothing_at_all",
    },
    "few": {
        "some": "some several few couple handful minority third quarter half dozen "
        "certain part partly various one_of some_of a_few tenth fifth",
        "one": "one single sole solely lone alone only_one particular only_him "
        "only_her only_me just_him just_her just_me individual",
        "me": "my mine me myself",
        "him": "he she his her him hers he's she's",
        "titles": "boss ceo cto cfo chief director founder chairman president vip "
        "executive board owner management minister vp",
    },
    "rest": {
        "rest": "rest other others remainder remaining peers everyone_else "
        "everybody_else anyone_else nobody_else no_one_else else elsewhere",
    },
    "only": {
        "only": "only just except apart_from merely other_than aside_from",
    },
    "people": {
        "agents": "agent operator advisor adviser user staff team seat rep "
        "representative crew workforce handler dispatcher supervisor colleague "
        "coworker teammate employee interpreter desk consultant floor shift personnel "
        "folk people ppl guy girl person station workstation extension headcount",
        "callers": "caller customer client guest patient visitor donor shopper "
        "passenger policyholder member resident citizen parent subscriber buyer "
        "consumer traveller student driver public",
        "places": "site office branch center centre location department building "
        "company firm organisation organization shop store house tenant region "
        "country city room",
    },
    "critical": {
        "calls": "call phone telephone telephony ring inbound outbound incoming "
        "outgoing softphone hotline line voice dial conversation handset sip pstn "
        "receive_call take_call make_call place_call",
        "audio": "audio sound voice silence silent hear heard dead_air one_way "
        "speech mute rtp media speak",
        "signin": "login logon signin log_in log_on sign_in sign_on log_into "
        "sign_into sign_in log_in sign_on single_sign_on sso authenticate "
        "authentication password credential locked_out logged_out log_out kicked_out "
        "thrown_out get_in get_into session access auth token saml ldap oauth",
        "ivr": "ivr menu prompt voice_menu voice_response phone_menu auto_attendant "
        "announcement press option voice_prompt",
        "routing": "route router queue distribute distribution assign assignment acd "
        "skill deliver delivery offer allocate overflow waiting_line hand_out "
        "matching dispatch",
        "dialer": "dialer dialler autodialer auto_dialer predictive campaign dialing "
        "dialling dial_out",
        "control": "transfer hold unmute answer hang_up hangup pick_up pickup park "
        "conference release call_control call_control forward consult wrap_up wrap_up "
        "button",
    },
    "lesser": {
        "reports": "report reporting dashboard wallboard statistic stats export chart "
        "graph summary figure forecast analytics kpi spreadsheet csv column interval "
        "display historical monitoring",
        "records": "recording record playback transcript archive call_log history "
        "call_history log listen",
        "chat": "chat email mail message voicemail sms webchat inbox attachment "
        "channel",
        "desktop": "screen page window tab icon pop_up popup screen_pop wall_display "
        "label text header legend colour color font theme avatar logo design layout "
        "dropdown",
        "crm": "crm connector integration salesforce zendesk sap plug_in plugin api "
        "webhook interface adapter sync synchronisation synchronization database "
        "endpoint sdk erp connection third_party",
        "settings": "setting set configure configuration schedule opening_hours "
        "holiday calendar greeting profile template field hold_music rule threshold "
        "set_up setup",
    },
    "lost": {
        "down": "down dead broken break fail failure stop unavailable unreachable "
        "outage crash kaput collapse stuck hang hung frozen freeze die died "
        "inaccessible unresponsive halt cease quit brick standstill out_of_service "
        "not_working offline unusable fall_over fell_over knocked_out blackout gone "
        "defunct paralysed paralyzed dark lost lose out_of_order",
        "cannot": "cannot can't cant couldn't couldnt won't wont unable impossible "
        "refuse reject deny denied blocked not_possible not_able fail_to can_not "
        "could_not",
        "drop": "drop cut cut_off disconnect disconnection terminate hung_up "
        "hang_up_on break_off chopped torn_down vanish timeout times_out time_out "
        "timed_out busy_signal busy_tone",
    },
    "worse": {
        "slow": "slow slowly slower sluggish late delay lag lagging crawl takes_long "
        "latency long loading load spin ages forever second minute takes_ages",
        "noise": "choppy echo crackle crackling crackly noise noisy hiss quality "
        "garbled distorted distortion metallic faint jitter robotic tinny scratchy "
        "muffled static stutter quiet loud clipping buzz squeal hum packet_loss mos "
        "volume low_volume far_away",
        "wrong": "wrong missing incorrect incomplete duplicate twice stale outdated "
        "old blank empty error mismatch double different false mistake garbage "
        "inaccurate bad worse degraded strange odd weird",
    },
    "harmless": {
        "cosmetic": "typo misspelling misspelled misspelt spelling cosmetic harmless "
        "copyright no_harm no_impact no_effect nothing_broken minor trivial tiny "
        "no_consequence purely no_big_deal nothing_wrong no_defect nothing_affected "
        "does_no_harm not_urgent our_own our_side by_mistake no_hurry no_rush",
    },
    "wavering": {
        "sometimes": "sometimes intermittent intermittently sporadic sporadically "
        "occasional occasionally now_and_then now_and_again from_time_to_time "
        "come_and_go on_and_off off_and_on random randomly flap flapping fluctuate "
        "irregular irregularly every_few every_second at_times in_between "
        "unpredictable oscillating periodically once_a_day every_hour every_so_often "
        "again_and_again up_and_down time_and_again every_now on_off some_days",
    },
    "well": {
        "fine": "ok okay fine good well normal normally works working unaffected "
        "unimpaired healthy smoothly usual stable succeed success function properly "
        "correctly run clean perfect perfectly great no_trouble no_problem "
        "without_problem as_usual as_expected up alright grand",
    },
    "mended": {
        "solved": "solved resolved fixed resolve over finished settled restored "
        "recovered cured healed sorted works_again working_again work_again "
        "false_alarm back_to_normal back_up up_again all_good fixed_itself "
        "normal_again good_now fine_now ok_now it's_back is_back running_again "
        "fine_since gone_now repaired went_away cleared_up ever_since no_further "
        "without_a_hitch since_then woke_up patch",
        "cause": "rca root_cause post_mortem what_happened explanation reason "
        "what_was_it analysis",
        "back": "back again return reappear came_back come_back",
    },
    "not": {
        "not": "not never nor without doesn't doesnt don't dont didn't didnt isn't "
        "isnt aren't hasn't haven't wasn't weren't no_longer does_not do_not did_not "
        "is_not are_not has_not have_not",
    },
    "business": {
        "business": "business trade trading closed orders standstill sent_home "
        "go_home shut_down shut conduct daily_business make_money operations revenue "
        "out_of_business nothing_works cannot_work can't_work",
    },
    "around": {
        "around": "workaround work_around backup back_up failover fallback fall_back "
        "alternative alternate instead substitute manually manual by_hand divert "
        "diversion reroute switched_to contingency standby plan_b secondary spare "
        "other_way another_way desk_phone mobile forwarded moved_to in_the_meantime "
        "second_line temporary private_phone cell_phone",
    },
    "untried": {
        "untried": "untried untested haven't_tried not_tried not_tested never_tried "
        "never_tested might maybe perhaps supposedly not_checked haven't_tested "
        "nobody_tried possibly whether tried",
    },
    "staging": {
        "staging": "staging uat sandbox preprod pre_prod pre_production preproduction "
        "pre_production pre_prod test_system test_environment testing_environment "
        "test_tenant acceptance rehearsal demo qa tester test testing load_test "
        "dry_run training_system training_environment stage stg playground trial "
        "copy_of test_account test_call non_production non_prod",
    },
    "dev": {
        "dev": "development dev developing developer develop building build draft "
        "unfinished prototype unreleased under_construction coding code programming "
        "programmer half_built localhost branch compile script not_live not_in_use "
        "in_progress not_released we_are_building i'm_building i_am_building "
        "not_finished not_online tinkering construct work_in_progress deploy "
        "unit_test designing drafting drawing_board under_construction preview project "
        "module not_switched_on sandbox_token my_code writing_a",
    },
    "prod": {
        "prod": "production prod live real in_production live_system live_site "
        "live_floor",
    },
    "past": {
        "past": "was were had yesterday earlier last ago happened until previously "
        "been used last_night last_week on_monday on_saturday on_sunday on_friday",
    },
    "now": {
        "now": "now currently right_now at_the_moment at_present still ongoing today "
        "present since continue as_we_speak this_morning this_minute persist "
        "unchanged this_moment",
    },
    "suppose": {
        "suppose": "if suppose imagine would hypothetical hypothetically theoretical "
        "theoretically what_if in_theory scenario assume say let's_say in_the_event "
        "drill tabletop might ever in_case were_to what_happens_if what_would_happen "
        "exercise handbook emergency_plan continuity worst_case one_day just_asking "
        "pretend rehearse suppose",
    },
    "ask": {
        "ask": "how where what which who whom why when whose what's where's who's "
        "how's",
    },
    "may": {
        "may": "may can could allowed permitted entitled able possible permit allow "
        "am_i are_we do_we do_i may_we may_i can_we can_i supposed_to right_to",
    },
    "we": {
        "we": "we our us ours we're we've",
    },
    "wish": {
        "wish": "feature wish wishlist enhancement suggestion suggest idea "
        "would_be_nice it_would_be would_love love_to improvement missing_feature "
        "could_you_add some_day roadmap propose proposal it'd_be nice rfe "
        "feature_request please_add please_consider would_be_great wish_that add_a "
        "give_us make_it_possible consider an_option_to the_ability_to in_future "
        "future_version want_a add please_make could_you_make expose begging",
    },
    "": {
        "numbers": "number toll_free hotline did dids line trunk list",
        "carrier": "carrier trunk provider toll_free porting ported telco "
        "network_operator phone_company telephone_company sbc",
        "custom": "custom customised customized bespoke tailor_made tailored "
        "specially special built_for_us made_for_us wrote_for_us written_for_us "
        "developed_for_us made_for built_for you_built you_made services_team",
        "priority": "priority p1 p2 p3 prio severity sev1 sev2 level priority_one "
        "priority_two priority_three reclassified reclassify reclassification lowered "
        "raised downgraded upgraded classified classification business_critical "
        "definition",
        "cost": "charge cost bill fee free invoice pay money free_of_charge extra "
        "price chargeable surcharge",
        "terms": "plan policy included include cover entitlement agreement contract "
        "terms subscription tier",
        "session": "review_session case_review screen_share screen_share meeting zoom "
        "invitation invite session share_my_screen share_screen my_screen",
        "call support": "call_you phone_you ring_you telephone_you call_support "
        "ring_support call_in phone_in ring_in pick_up_the_phone outage_number "
        "outage_line contact_you reach_you calling_you",
        "support called": "engineer_called you_called called_me rang_me called_us "
        "rang_us phoned_me telephoned_me contacted_me contacted_us your_engineer "
        "engineer_of_yours support_called your_colleague your_technician from_support "
        "from_your_side your_team reached_out reaching_out your_support messaged_me "
        "one_of_your",
        "call me": "call_me ring_me phone_me call_us callback call_back call_back "
        "telephone_us phone_us",
        "tam": "tam technical_account_manager technical_manager account_manager",
        "csm": "csm customer_success success_manager success_person",
        "levels": "engineer technician helpdesk help_desk escalation escalate elevate "
        "elevation level_2 level_3 l1 l2 l3 reassign sponsor",
        "case": "case ticket request incident",
        "account": "account renewal renew licence license upgrade purchase "
        "procurement legal quote order expire admin cancel subscription new_user "
        "add_user",
        "commerce": "contract renewal renew adoption utilization utilisation strategy "
        "business_review roi",
        "technical": "technical architecture design best_practice trend training "
        "application workshop technical_review product_training capacity_planning",
        "how to": "how_do how_to how_can where_do where_can where_is is_there "
        "which_setting way_to find guide steps procedure documentation manual "
        "tutorial instructions explain_how show_me",
        "closing": "thanks thank_you thx close nevermind never_mind ignore disregard "
        "withdraw withdrawn no_further nothing_more no_longer_need scrap forget "
        "take_back no_action nothing_else no_need many_thanks",
        "standard": "standard standard_plan standard_support",
        "white glove": "white_glove whiteglove glove glover",
        "phone plan": "phone_plan phone_support_plan telephone_support_plan "
        "plan_with_phone plan_with_telephone includes_telephone includes_phone "
        "plan_includes phone_support telephone_support phone_support "
        "support_by_telephone phone_support_tier",
        "urgent": "urgent urgently asap emergency immediately hurry catastrophe "
        "disaster outrageous furious unacceptable",
        "help": "help please pls advise assist hint tip look_into fix_it do_something",
        "hello": "hi hello hey dear morning greetings hiya good_morning good_day "
        "good_afternoon regards",
        "private": "weather pizza recipe movie film song football wedding birthday "
        "girlfriend boyfriend joke poem horoscope lottery bitcoin homework essay "
        "guitar piano washing_machine fridge shoes clothes apartment netflix "
        "what_time celebrity tv television iphone gym pet neighbour neighbor mother "
        "sister museum airport dream game sport holiday_flat refund deposit",
        "jobs": "hiring vacancy cv resume curriculum salary internship",
        "offers": "partnership seo sponsor wholesale discount prize unsubscribe "
        "inheritance dear_friend click_below",
        "tricks": "ignore_your ignore_all disregard_all forget_everything "
        "system_prompt previous_instructions you_are_now obey print_your",
    },
}


def phrases() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each phrase of the lexicon as its kind, its group and its words."""
    for kind, groups in _KINDS.items():
        for group, words in groups.items():
            for phrase in words.split():
                yield kind, group, tuple(phrase.split("_"))
