"""Every sentence that the programs in `bot/` show to a person, in Chinese; a module for each place that says them."""

from bot.texts.batch import *
from bot.texts.claims import *
from bot.texts.command_line import *
from bot.texts.conversation import *
from bot.texts.corpus import *
from bot.texts.desk import *
from bot.texts.hours import *
from bot.texts.imports import *
from bot.texts.membership import *
from bot.texts.people import *
from bot.texts.reception import *
from bot.texts.records import *
from bot.texts.settings import *
from bot.texts.telegram import *
from bot.texts.words import *
from bot.texts.workbooks import *
