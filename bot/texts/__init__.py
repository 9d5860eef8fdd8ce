"""Every sentence that the programs in `bot/` show to a person, in Chinese; a module for each place that says them."""

from bot.texts.announce import *
from bot.texts.announce_chat import *
from bot.texts.batch import *
from bot.texts.claims import *
from bot.texts.command_line import *
from bot.texts.conversation import *
from bot.texts.corpus import *
from bot.texts.corpus_chat import *
from bot.texts.corpus_help import *
from bot.texts.corpus_rules import *
from bot.texts.corpus_sources import *
from bot.texts.desk import *
from bot.texts.gaps import *
from bot.texts.hours import *
from bot.texts.imports import *
from bot.texts.membership import *
from bot.texts.outputs import *
from bot.texts.people import *
from bot.texts.pictures import *
from bot.texts.reception import *
from bot.texts.records import *
from bot.texts.reminders import *
from bot.texts.settings import *
from bot.texts.telegram import *
from bot.texts.words import *
from bot.texts.workbooks import *
