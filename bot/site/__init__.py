"""The archive for everybody: pages of HTML, feeds and a map of them, written out or served.

```
 Archive → SiteContent ── pages, articles, feeds → SiteFile
               ├ SiteFolder   writes all of them into a folder            python -m bot export
               └ SiteServer   answers with one of them, and searches      BOT_SITE_PORT
```
Nothing here knows Telegram; every address is one of `bot.site.paths`.
"""
