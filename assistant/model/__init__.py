"""The frozen nouns everything else talks about; no file, no network, no clock.

policy     what writers declare: facts, clauses, plans, decisions, promises
kb         articles, topics, utterances, synonyms
verdict    what the assistant answers, member by member as published
addresses  where a clause or an article stands in the help center
"""
