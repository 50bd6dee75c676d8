"""What goes on from edition to edition: which item continues which, and the stories they make.

draft ─said_of→ Said ─Likeness→ the earlier items it is like ─find_links→ StoryLink, cut by editors
                       └────────────────────────────────────near_repeats→ Problem
RecurringColumns: what most editions have under one headline, which neither goes on nor repeats
Stories: the use case; a story is what links lead to from its first item on
"""
