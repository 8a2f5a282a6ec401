### What the studio's pages say. Errors, stages of work and remarks about footage are in the bot's catalogue.

## The frame of every page

studio-skip = To the content
studio-nav = Pages
studio-menu = Menu
studio-nav-one = One clip
studio-nav-many = Many clips
studio-nav-names = By name
studio-nav-presenters = Presenters
studio-nav-voices = Voices
studio-nav-history = History
studio-nav-log = Log
studio-nav-chat = Chat
studio-lead-one = A text or a recording, said on video by whoever you choose.
studio-lead-many = One sound or text, many videos and presenters.
studio-lead-names = One template and a table of names: a clip for each row.
studio-lead-presenters = Who can be seen. Add anyone who agreed.
studio-lead-voices = Who can be heard.
studio-lead-history = Every clip that was made here.
studio-lead-log = What Mouthpiece is doing, as it happens.
studio-me = Your name
studio-me-hint = optional
studio-language = Language
studio-offline = The connection was lost. Trying again; nothing is lost.
studio-noscript = This page needs JavaScript, which is switched off in your browser.
studio-yes = Yes
studio-no = No
studio-ok = OK
studio-close = Close
studio-play = Play “{ $name }”
studio-remove = Remove
studio-delete = Delete
studio-cancel = Cancel
studio-retry = Try again
studio-download = Download
studio-unreachable = Mouthpiece does not answer. Is it running? What you typed is kept; try again.
studio-invalid = Something in “{ $field }” does not fit: { $reason }.
studio-sending = Sending
studio-seconds = { $number } s
studio-minutes = { $number } min
studio-hours = { $number } h

## How it sounds and looks

studio-voice = Voice
studio-voice-auto = Automatic, by language and presenter
studio-hear = Hear this voice
studio-hear-failed = The sample could not be played.
studio-rate = Pace
studio-subtitles = Subtitles
studio-subtitles-off = None
studio-subtitles-beside = As files beside the clip
studio-subtitles-burnt = In the picture
studio-shape = Shape
studio-shape-own = As filmed
studio-shape-square = Square around the face
studio-size = Size (short side)
studio-size-own = As filmed
studio-background = Background
studio-background-own = As filmed
studio-background-colour = A colour
studio-background-picture = A picture
studio-background-choose = Choose a picture
studio-no-backdrop-yet = Choose a picture for the background first, or take another background.
studio-background-hint = Works when the footage has a plain or green background.
studio-engine = Lips
studio-engine-auto = As kept for the presenter, or here
studio-engine-missing = not ready
studio-engine-only = { $name }: what draws the lips here. Others can be had: “./run models list” says how.
studio-more = Subtitles, shape, background, lips

## One clip

studio-said = What is said
studio-by-text = Text
studio-by-sound = Recording
studio-text = Text
studio-text-hint = Write what the presenter shall say, in any language.
studio-length = { $count } characters, about { $time }
studio-drop-sound = Drop a sound here, or click to choose (wav, mp3, m4a, aac, flac, ogg, or a video)
studio-record = Record
studio-record-stop = Stop
studio-words = What is said in it (optional)
studio-words-hint = With the words the lips fit better, and subtitles can be made.
studio-seen = Who says it
studio-by-presenter = Presenter
studio-by-footage = My own video or photo
studio-drop-footage = Drop a video or a photo with a face here, or click to choose (mp4, mov, avi, mkv, webm, flv, jpg, png, webp)
studio-draft = Draft (3 s)
studio-draft-hint = Makes only the first three seconds, before everything else.
studio-draft-mark = draft
studio-make = Make the clip
studio-clips = Clips
studio-none-yet = No clips yet. Write a text, choose a presenter and press “Make the clip”.
studio-all-clips = All clips in the history
studio-change = Change
studio-delete-sure = Delete this clip for good?
studio-no-sound-yet = Choose a sound first, or record one.
studio-no-footage-yet = Choose a video or photo first, or take a presenter.
studio-mic-failed = The microphone could not be opened.
studio-mic-insecure = Browsers record only on this machine itself or over HTTPS. Open the page that way, or choose a file.
studio-mic-denied = The browser may not use the microphone. Allow it in the address bar and try again.
studio-mic-missing = No microphone was found. Plug one in and try again.

## How far an order is

studio-state-queued = waiting
studio-state-held = paused
studio-state-running = being made
studio-state-done = ready
studio-state-failed = failed
studio-state-cancelled = cancelled
studio-next = Next in line
studio-waiting = In line, { $ahead } before it
studio-left = { $time } left
studio-stage-start = Starting
studio-stage-speak = Speaking
studio-stage-listen = Listening
studio-stage-prepare = Preparing the presenter
studio-stage-render = Moving the lips
studio-stage-finish = Finishing

## Errors of the studio alone

error-unknown-upload = The file “{ $name }” is not here any more. Choose it again.
error-text-or-sound = Write a text or choose a recording.
error-presenter-or-footage = Choose either a presenter or a video or photo of your own.
error-wrong-kind = “{ $name }” cannot be used here: it has no { $wanted ->
    [sound] sound
    [table] table
   *[picture] picture
  }. Choose another file.
error-not-ready = There is no clip yet.

## What does not fit in a request

invalid-whole-request = The request does not fit: { $reason }.
invalid-missing = it is missing
invalid-unknown = there is no such field
invalid-text = it must be text
invalid-too-long = it has more than { $limit } characters
invalid-too-short = it has fewer than { $limit } characters
invalid-pattern = it is not written as it has to be
invalid-unicode = it has broken characters
invalid-whole = it must be a whole number
invalid-number = it must be a number
invalid-yes-no = it must be true or false
invalid-least = it must be { $limit } or more
invalid-most = it must be { $limit } or less
invalid-one-of = it must be one of these: { $choices }
invalid-list = it must be a list
invalid-many = it has more than { $limit } entries
invalid-few = it has fewer entries than { $limit }
invalid-object = it must be a JSON object
invalid-json = it is not JSON

## The API for programs

error-json-only = The body must be JSON. Send it with the header Content-Type: application/json.
error-body-too-large = The request has more than { $limit_mb } MB. Send files to /api/v1/uploads and name their ids.
error-broken-form = The form cannot be read. Send the file as the field “file” of a multipart form, or as the body itself.
error-idempotency-key-refused = The Idempotency-Key must have 1 to 255 letters, digits or signs, without spaces.
error-idempotency-mismatch = This Idempotency-Key was used for another request. Take a new key for each thing you ask for.
error-still-being-made = The order is still being made. Cancel it first.
error-file-gone = This file is not there any more, or was never asked for.
error-webhook-url = This is not an address that can be called: it must begin with http:// or https:// and name a host.
error-webhook-host = “{ $host }” may not be called from here. Whoever runs this Mouthpiece can name it in MOUTHPIECE_WEBHOOK_HOSTS.
error-token-name-refused = A token cannot be called “{ $name }”. Give it a name of 1 to { $limit } characters in one line.
error-token-name-taken = There is a token called “{ $name }” already. Choose another name, or remove that one first.
error-unknown-token = There is no token “{ $name }”. ./run tokens list shows them all.
error-not-found = There is nothing at this address. /api/v1/docs shows all there is.
error-method-not-allowed = This cannot be done here. /api/v1/docs shows what can.
error-bad-request = The request cannot be read. Its body must be JSON in UTF-8.
door-login-needed = This needs a token: “Authorization: Bearer TOKEN”. ./run tokens add NAME makes one. In a browser, log in first.
door-token-wrong = This token is not known here. ./run tokens add NAME makes a new one.
door-token-wait = Too many wrong tokens came from your address. Wait a moment and try again.
door-foreign-site = This request came from another site and was refused. Programs send a token instead.
door-not-here = This Mouthpiece talks to its own machine only. Set MOUTHPIECE_PASSWORD to let others in.
door-not-allowed = This Mouthpiece is not open to your network. Whoever runs it sets MOUTHPIECE_ALLOWED_NETWORKS.

## Presenters

presenters-add = Add a presenter
presenters-add-lead = A video of 10 to 30 seconds, or a photo. It stays on this machine.
presenters-drop = Drop a video or a photo of the presenter here, or click to choose (mp4, mov, avi, mkv, webm, jpg, png, webp)
presenters-footage = Video or photo
presenters-looking = Looking at the footage: { $percent } %
presenters-waiting-look = Other footage is being looked at first.
presenters-stopped = The look was stopped.
presenters-look-again = Look again
presenters-grade-good = Good: this can become a presenter as it is.
presenters-grade-fair = This works, and would look better so:
presenters-grade-poor = Clips of this will not look right. Better film it again:
presenters-sheet = The footage at a glance: frames, the mouth close up, and in red where no face is seen
presenters-who = Who speaks? People: { $people }, numbered in the picture
presenters-enlarge = Enlarge the picture
presenters-name = Name
presenters-name-hint = as everybody will see it
presenters-gender = Voice when none is chosen
presenters-gender-any = By language alone
presenters-gender-female = A woman’s
presenters-gender-male = A man’s
presenters-consent = Consent
presenters-consent-why = Nobody may be shown saying things without having agreed to it. What you write is kept with the presenter, so that it can be looked up later.
presenters-consent-who = Who agreed
presenters-consent-when = When
presenters-consent-what = For what
presenters-consent-what-hint = for our training videos
presenters-consent-missing = Write who agreed, when, and for what. Nobody is added without that.
presenters-no-footage = Choose a video or a photo first.
presenters-no-name = Write a name, so that it can be chosen.
presenters-still-looking = The footage is still being looked at. One moment.
presenters-add-go = Add
presenters-added = { $name } is here and can speak.
presenters-badge-builtin = built-in
presenters-badge-own = mine
presenters-badge-shared = shared with the chat
presenters-badge-chat = from the chat
presenters-badge-photo = photo
presenters-use = Use for a clip
presenters-actions = What to do with { $name }
presenters-play = { $name } moving
presenters-check = Check the footage
presenters-check-title = { $name }: how fit the footage is
presenters-rename = Rename
presenters-rename-title = A new name for { $name }
presenters-now-called = The name is { $name } now.
presenters-save = Save
presenters-share = Share with the chat
presenters-share-sure = Share { $name } with the chat? Everybody who writes to this Mouthpiece there can then choose this presenter. That must be within what was agreed to.
presenters-unshare = Keep from the chat
presenters-is-shared = The chat can choose { $name } now.
presenters-is-private = Only this studio sees { $name } now.
presenters-remove = Remove
presenters-sure = Remove { $name } for good? The footage, and all that was prepared from it, will be deleted.
presenters-sure-clips = Clips deleted with it: { $count }.
presenters-sure-waiting = Orders taken out of the line: { $count }.
presenters-has-gone = { $name } is gone. Clips deleted: { $clips }. Space freed: { $size }.
presenters-consent-kept = Consent: { $statement }
presenters-tips = How to film well
presenters-tip-light = Light from the front: a window or a lamp behind the camera, none behind the presenter.
presenters-tip-frame = Head and shoulders, the camera at the height of the eyes, the face a third of the picture’s width.
presenters-tip-mouth = Lips closed and relaxed: no speaking, no smiling. Blinking, breathing and moving the head a little are fine.
presenters-tip-still = Look into the camera, which stands on something firm. Hands, microphones and hair stay away from the mouth.
presenters-tip-length = 10 to 30 seconds in one go, 25 or 30 frames a second. A photo works too.
presenters-shown-good = good
presenters-shown-dark = too dark
presenters-shown-small = too small
presenters-shown-turned = turned away
presenters-shown-hidden = mouth hidden

## Voices

voices-search = Search
voices-search-hint = language or name
voices-language = Language
voices-language-all = All languages
voices-engine = Kind
voices-engine-all = All kinds
voices-gender = Voice
voices-gender-all = All
voices-female = female
voices-male = male
voices-words = Hear it say
voices-words-hint = Empty: each voice says its sample sentence. Write a name or a line of your own, up to { $limit } characters, and press a voice.
voices-words-example = a name that must sound right
voices-count = Voices: { $count }
voices-no-match = No voice fits that.
voices-clear = Show all voices
voices-hear = Hear { $name }
voices-stop = Stop { $name }
voices-failed = It cannot be heard now.
voices-use = Use
voices-use-it = Use for a clip: { $name }
voices-engine-espeak = espeak-ng, GPL-3.0
voices-engine-coqui = Coqui, the model’s own licence
voices-licence-espeak = espeak-ng is free software under the GPL-3.0; what it speaks is yours
voices-licence-coqui = Each model has a licence of its own, and some forbid commercial use
voices-coqui-title = More natural voices: Coqui
voices-coqui-what = Coqui’s models sound like people and run on this machine like everything else. They are large: the engine with PyTorch takes several GB of disk, each model from about 100 MB to 2 GB.
voices-coqui-install = Not installed yet. In the folder of Mouthpiece, this installs the engine:
voices-coqui-installed = The engine is installed; models are missing.
voices-coqui-where = A model is a folder with config.json and a checkpoint. Put it here and load this page again:
voices-coqui-licence = Each model has a licence of its own, and some forbid commercial use.
voices-coqui-unusable = Models found, which speak once the engine is installed:
error-footage-too-long = { $name } is { NUMBER($minutes, maximumFractionDigits: 0) } minutes long; at most { NUMBER($limit, maximumFractionDigits: 0) } are taken. Cut out 10 to 30 seconds in which the presenter looks into the camera.

## Many clips at once: a batch, and the table in its archive

studio-batch-new = New
studio-batch-earlier = Earlier
studio-batch-none = Nothing was made here yet.
studio-batch-more = Show more
studio-batch-show = Which clips are shown
studio-batch-show-all = All ({ $count })
studio-batch-show-open = Not ready ({ $count })
studio-batch-show-done = Ready ({ $count })
studio-batch-show-failed = Failed ({ $count })
studio-batch-empty = No clips of this kind.
studio-batch-pages = Pages of the list
studio-batch-page = { $from }–{ $to } of { $total }
studio-batch-page-before = Back
studio-batch-page-after = Further
studio-batch-progress = { $done } of { $total } ready
studio-batch-failed = { $count } failed
studio-batch-cancelled = { $count } cancelled
studio-batch-paused = paused; what is being made is finished first
studio-batch-pause = Pause
studio-batch-resume = Go on
studio-batch-cancel = Cancel the rest
studio-batch-cancel-sure = Cancel all clips that are not ready yet? Those that are ready stay.
studio-batch-retry = Try again ({ $count })
studio-batch-zip = Download all (ZIP)
studio-batch-zip-subtitles = ZIP with subtitles
studio-batch-delete = Delete all
studio-batch-delete-sure = Delete all these clips for good?
studio-batch-row = Row { $row }
studio-batch-reused = { $time } of it taken over, not made again
studio-batch-gone = These clips are not here any more. They may have been deleted.
studio-index-row = row
studio-index-file = file
studio-index-state = state
studio-index-error = error
studio-left-out = left out
studio-batch-left-out = Rows left out: { $count }

many-drop = Drop videos or photos with a face here, as many as you like, or click to choose
many-files = Videos and photos
many-sent = { $done } of { $total } files are here
many-clear = Remove all
many-presenters = Presenters
many-all = All
many-none = None
many-make = Make the clips ({ $count })
many-not-a-face = “{ $name }” has no picture. Choose a video or a photo.
many-wait = Some files are still on their way. Wait a moment, or remove them.
many-no-targets = Add a video or photo, or tick a presenter.
many-too-many = At most { $limit } clips can be made at once. Remove some.

names-template = Template
names-template-hint = Dear { "{" }name{ "}" }, …
names-template-help = Write a column's name in curly braces where its cell shall be said, such as { "{" }name{ "}" }.
names-table = Table
names-drop = Drop a table here, or click to choose (CSV, TSV or Excel). The first row names the columns.
names-paste = Or paste it from a spreadsheet
names-paste-hint = Copy the cells with the row of column names, and paste them here.
names-insert = Put the column “{ $column }” into the template
names-pattern = Names of the files
names-pattern-hint = Columns in curly braces, as in the template. Each name is used once only: a number is added where needed.
names-check = Check
names-check-waits = Write a template and add a table: both are checked at once, before anything is made.
names-problems = What is wrong with the table
names-problems-more = and { $count } more
names-fine = No problems
names-summary = Clips: { $count }, about { $length } of video
names-takes = about { $time } to make
names-row = Clip
names-row-of = of { $total } (row { $row } of the table)
names-row-before = Row before
names-row-after = Next row
names-draft = Draft of this row (3 s)
names-make = Make the clips ({ $count })
names-make-none = Make the clips
names-no-template = Write a template first.
names-no-table = Add a table first.
names-not-ready = Mend what is listed under “Check” first.
names-not-ready-but = Mend what is listed under “Check” first, or tick there that those rows are left out.
names-skip = Leave out rows with something wrong ({ $bad }) and make the others ({ $good })
names-left-out = left out: { $count }
names-example = Show an example
names-example-template =
    Hello { "{" }name{ "}" }, and thank you for your order. Your { "{" }product{ "}" } arrives on { "{" }day{ "}" }. If you have any questions, just write to us. We are happy to help.
names-example-rows = name;product;day / Anna;tea set;Monday / Omar;desk lamp;Tuesday / Li Wei;backpack;Friday

error-unknown-batch = These clips are not here any more. They may have been deleted.
error-batch-busy = Some of these clips still wait or are being made. Cancel them first.
error-nothing-made = None of these clips is ready yet.
error-table-trouble = The table cannot be used yet. { $first } Problems: { $count }.

## History and storage

studio-log-of = Log of this order
history-search = Search
history-search-hint = Words of the text, a file, a name
history-presenter = Presenter
history-every-presenter = Every presenter
history-state = State
history-every-state = Every state
history-active = waiting or being made
history-select-all = Select all shown
history-select = Select “{ $name }”
history-shown = Shown: { $count }
history-delete-chosen = Delete { $count } selected
history-delete-chosen-sure = Delete { $count } selected for good, with their clips?
history-not-deleted = Not deleted: { $count }. { $why }
history-deleted = Deleted: { $count }
history-pages = Pages of the history
history-newest = Newest
history-newer = Newer
history-older = Older
history-none-yet = Nothing was made yet. Every clip will be here.
history-none-found = Nothing fits. Use fewer words, or choose every presenter and every state.
history-none-older = There is nothing older.
history-took = made in { $time }
history-reused = made before
history-batch = Batch
history-details = How it was made
history-again = Make again
history-made-before = It was made before: here it is.
history-in-line = It is in the line.
history-channel-studio = Studio
history-channel-api = API
history-channel-telegram = Chat
history-engine = Lip engine
history-picture = Picture
history-phones = Speech sounds
history-reused-parts = Taken from before
history-faceless = Without a face
history-total = Altogether
history-remarks = To know
history-remark-lips-left = The lips chosen before could not be used, so the presenter’s own were moved. “./run models list” says what is missing.
history-receipt-speak = Speaking
history-receipt-listen = Listening
history-receipt-prepare = Preparing the presenter
history-receipt-mouth = Planning the mouth
history-receipt-render = Moving the lips
history-receipt-finish = Finishing
history-number = Order { $id }.
history-storage = Storage
history-storage-line = Clips: { $clips }, { $size }. Free: { $free }.
history-keep = Clips are deleted by themselves after { $days } days (MOUTHPIECE_KEEP_DAYS).
history-keep-all = Clips are kept until somebody deletes them. MOUTHPIECE_KEEP_DAYS deletes them after so many days.
history-part-clips = Clips
history-part-inputs = Files sent
history-part-prepared = Prepared
history-part-presenters = Presenters
history-part-other = Everything else
history-part-free = Free
history-clean = Clean up
history-days = Older than (days)
history-clean-do = Delete
history-clean-nothing = There is nothing to delete.
history-clean-clips = Old clips
history-clean-clips-told = Clips of the studio and the API: { $count }. Frees { $size }.
history-clean-clips-sure = Delete { $count } clips older than { $days } days for good? That frees { $size }.
history-clean-failed = Failed and cancelled orders
history-clean-failed-told = Orders: { $count }.
history-clean-failed-sure = Delete { $count } failed and cancelled orders older than { $days } days?
history-clean-uploads = Files no order uses
history-clean-uploads-told = Files: { $count }. Frees { $size }.
history-clean-uploads-sure = Delete { $count } files that no order uses? That frees { $size }.
history-clean-prepared = Prepared data of footage nobody uses
history-clean-prepared-told = Videos and photos: { $count }. Frees { $size }. Prepared anew when they are used again.
history-clean-prepared-sure = Delete what was prepared of { $count } videos and photos? That frees { $size }. No clip is lost.
history-freed = Deleted: { $count }. Freed: { $size }.

## The log

log-source = Which log
log-source-bot = Mouthpiece
log-source-worker = Worker (rendering)
log-level = How serious
log-level-debug = Everything
log-level-info = Information and worse
log-level-warning = Warnings and errors
log-level-error = Errors only
log-mark-debug = detail
log-mark-info = info
log-mark-warning = warning
log-mark-error = error
log-words = Words
log-words-hint = Words, an order, a file
log-of-order = Order { $id }
log-only-order = Only this order
log-every-order = Show every order
log-download = Download
log-none = Nothing fits. Choose everything, or fewer words.
log-trace = Where it happened
log-new-lines = New lines: { $count } ↓

## What keeps the machine from making clips

trouble-disk-full = The disk is full ({ $path }). Nothing is made until there is space; orders wait. Delete old clips in the history.
trouble-worker-broken = Nothing can be made: the worker does not start ({ $reason }). Orders wait. The log says more; ./run doctor says what to do.
error-source-gone = “{ $name }” was deleted, so this clip cannot be made again. Send the file once more on the first page.

## Models that can be fetched

voices-models = Models
voices-model-size = about { $size }
voices-model-fetch = Fetch
voices-model-go-on = Go on fetching
voices-model-fetching = Fetching; it goes on when you leave this page
voices-model-checking = Checking what came
voices-model-here = Here and ready
voices-model-agree = Fetch “{ $name }” from the internet? Its licence: { $licence }. { $allowed }
voices-model-agreed = I agree, fetch it
voices-model-commercial-yes = Commercial use is allowed.
voices-model-commercial-no = Commercial use is forbidden.
voices-model-commercial-unknown = Whether commercial use is allowed is not known.
voices-model-by-hand = No address is known to fetch it from. Get it from its makers and hand it over: ./run models pull { $id } --from FILE
voices-model-page = Its makers’ page
voices-model-delete-sure = Delete “{ $name }” from this machine?
