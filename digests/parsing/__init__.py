"""Parses whatever an editor posts into a `Reading`: the digest and what looks wrong in it.

name, bytes
  │ formats.detect          which of the registry it is   sandbox does all of this in a process
  │ formats.encoding        bytes as text                 of its own; parser strings it together
  ▼ formats.*               whichever module the registry names for it
Document of Blocks          blocks: lines, headings, paragraphs, list entries, pictures
  ▼ lexical.annotate        what one block says: list mark, headline with its tail, links, days
AnnotatedBlocks
  │ structure.candidates    what could open items
  │ structure.segmentation  which of them do
  ▼ structure.segments      whose block is whose
Segments
  │ header                  title, author and days before the first item
  │ items                   each item's opening, dateline, outlet and body
  │ edition_date            the day it is the news of
  ▼ assemble                puts them together, and numbers the items
Digest
  ▼ checks                  what is probably a mistake
Reading
"""
