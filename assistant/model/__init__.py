"""The frozen nouns everything else talks about; no file, no network, no clock.

policy     what writers declare: facts, clauses, plans, decisions, promises
guide      the ways into the guided path
kb         articles, topics, utterances, synonyms, cues, notices
verdict    what the assistant answers, member by member as published
wording    our own words for statuses and the ways to a person
limits     how long a text may be
addresses  where a clause or an article stands in the help center
"""
