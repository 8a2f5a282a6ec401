"""Tables of the room's database, one script a version."""

MIGRATIONS = (
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

    CREATE TABLE people (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        language TEXT NOT NULL,
        created_at REAL NOT NULL
    );

    CREATE TABLE chats (
        id INTEGER PRIMARY KEY,
        type TEXT NOT NULL CHECK (type IN ('private', 'group')),
        title TEXT NOT NULL,
        keyboard TEXT,
        blocked INTEGER NOT NULL DEFAULT 0
    );

    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id),
        sender_id INTEGER NOT NULL,
        reply_to INTEGER,
        date INTEGER NOT NULL,
        content TEXT,
        rev INTEGER NOT NULL UNIQUE
    );
    CREATE INDEX messages_of_chat ON messages (chat_id, id);
    CREATE INDEX changes_of_chat ON messages (chat_id, rev);

    CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file_id TEXT NOT NULL UNIQUE,
        unique_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        stored TEXT NOT NULL,
        name TEXT NOT NULL,
        mime TEXT NOT NULL,
        size INTEGER NOT NULL,
        about TEXT NOT NULL,
        owner INTEGER NOT NULL,
        created_at REAL NOT NULL
    );

    CREATE TABLE updates (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        content TEXT NOT NULL
    );

    CREATE TABLE presses (
        id TEXT PRIMARY KEY,
        person_id INTEGER NOT NULL,
        chat_id INTEGER NOT NULL,
        pressed_at REAL NOT NULL
    );

    CREATE TABLE commands (
        scope TEXT NOT NULL,
        language TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (scope, language)
    );
    INSERT INTO sqlite_sequence (name, seq) VALUES ('people', 100000);
    """,
)
