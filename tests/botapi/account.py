"""Methods about the bot itself and about chats: who am I, commands, descriptions, members."""

import re

from tests.botapi.entities import Json
from tests.botapi.errors import bad_request
from tests.botapi.messages import find_chat
from tests.botapi.parameters import Parameters
from tests.botapi.state import Chat, World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_ADMINISTRATOR_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]

ScopeKey = tuple[str, int, int, str]


def get_me(world: World, _parameters: Parameters) -> Json:
    """`getMe`."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, parameters: Parameters) -> ScopeKey:
    scope = parameters.json("scope", "BotCommandScope") or {"type": "default"}
    language = parameters.text("language_code")
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _PLAIN_SCOPES:
        return kind, 0, 0, language
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = find_chat(world, Parameters({"chat_id": scope.get("chat_id")}))
    user_id = int(scope.get("user_id", 0))
    if kind == "chat_member" and user_id not in world.users:
        raise bad_request("invalid user_id specified")
    return kind, chat.chat_id, user_id, language


def set_my_commands(world: World, parameters: Parameters) -> bool:
    """`setMyCommands` for a scope and a language."""
    given = parameters.json("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(one) for one in given]
    world.commands[_scope(world, parameters)] = commands
    return True


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in given:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name, description = str(given["command"]).removeprefix("/"), str(given["description"])
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, parameters: Parameters) -> list[Json]:
    """`getMyCommands` of exactly this scope and language."""
    return world.commands.get(_scope(world, parameters), [])


def delete_my_commands(world: World, parameters: Parameters) -> bool:
    """`deleteMyCommands` of exactly this scope and language."""
    world.commands.pop(_scope(world, parameters), None)
    return True


def menu(world: World, chat: Chat, user: Json) -> list[Json]:
    """The commands that `user` sees in `chat`: the narrowest scope that has any, own language first."""
    number, administers = chat.chat_id, chat.members.get(user["id"]) in ("creator", "administrator")
    scopes: list[tuple[str, int, int]] = [("chat_member", number, user["id"])]
    if not chat.private and administers:
        scopes.append(("chat_administrators", number, 0))
    scopes.append(("chat", number, 0))
    if not chat.private and administers:
        scopes.append(("all_chat_administrators", 0, 0))
    scopes += [("all_private_chats" if chat.private else "all_group_chats", 0, 0), ("default", 0, 0)]
    for scope in scopes:
        for language in (str(user.get("language_code", ""))[:2], ""):
            if commands := world.commands.get((*scope, language)):
                return commands
    return []


def set_my_description(world: World, parameters: Parameters) -> bool:
    """`setMyDescription`: at most 512 characters."""
    return _describe(world, parameters, "description", 512)


def set_my_short_description(world: World, parameters: Parameters) -> bool:
    """`setMyShortDescription`: at most 120 characters."""
    return _describe(world, parameters, "short_description", 120)


def _describe(world: World, parameters: Parameters, name: str, most: int) -> bool:
    text = parameters.text(name)
    if len(text) > most:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    world.descriptions[name] = text
    return True


def get_my_description(world: World, _parameters: Parameters) -> Json:
    """`getMyDescription`."""
    return {"description": world.descriptions.get("description", "")}


def get_my_short_description(world: World, _parameters: Parameters) -> Json:
    """`getMyShortDescription`."""
    return {"short_description": world.descriptions.get("short_description", "")}


def get_chat(world: World, parameters: Parameters) -> Json:
    """`getChat`."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return find_chat(world, parameters).info | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _member(world: World, chat: Chat, user_id: int) -> Json:
    user = world.bot if user_id == world.bot["id"] else world.users[user_id]
    status = chat.members.get(user_id, "left")
    member: Json = {"user": user, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= dict.fromkeys(_ADMINISTRATOR_RIGHTS, False)
    elif status == "kicked":
        member["until_date"] = 0
    return member


def get_chat_member(world: World, parameters: Parameters) -> Json:
    """`getChatMember`."""
    chat, user_id = find_chat(world, parameters), parameters.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id not in world.users and user_id != world.bot["id"]:
        raise bad_request("user not found")
    return _member(world, chat, user_id)


def get_chat_administrators(world: World, parameters: Parameters) -> list[Json]:
    """`getChatAdministrators`, without bots."""
    chat = find_chat(world, parameters)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    leading = [user_id for user_id, status in chat.members.items() if status in ("creator", "administrator")]
    return [_member(world, chat, user_id) for user_id in leading if user_id in world.users]
