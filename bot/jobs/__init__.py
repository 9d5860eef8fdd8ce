"""Work that outlives a request: broadcasts, the nightly reminders, the weekly digest, housekeeping.

A job is data (`model.py`): what is due, and a step that does a piece of it in one transaction and says where to go
on. `standard.py` makes the jobs of the program, `runner.py` has DBOS take them through crashes, `service.py` looks
what is due while the bot runs.
"""
