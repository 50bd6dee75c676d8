"""Rich messages: headings, lists, tables, collapsible blocks in one message.

https://core.telegram.org/bots/api#rich-messages. HTML and input blocks become the blocks of a
RichMessage. The real server parses out of sight, so the sentences of its refusals are not known:
those here are our own, in its style.
"""
