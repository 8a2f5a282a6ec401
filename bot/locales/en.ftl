### What people read in English. Keys are the same in every catalogue; a test compares them.

## Start and help
start =
    Hello{ $name ->
        [none] {""}
       *[other] , { $name }
    }! Send me a text or a voice message, and { $presenter } will say it on video.

    Try it: just write a sentence.
help =
    Send me one of these and a video comes back:
    • a text
    • a voice message, an audio file, or a video (its sound is used)

    /presenters – who says it
    /addpresenter – a presenter of your own
    /voices – how it sounds
    /style – ordinary, square or round video, and the lips
    /subtitles – what is said, written in the picture
    /queue – your orders
    /cancel – stop an order
    /language – the language I write in
    /forgetme – delete everything of yours

    In groups: /say and your text, or answer one of my messages, or answer any message with /say.
    A text has at most { $text_limit } characters, a recording { $sound_limit }, a file { $file_limit } MB.
group-hello =
    Hello! In this group write /say and your text, or answer a message with /say, and I make a video of it.
    /help says what else I can do.

## Command menu
command-help = What I can do
command-presenters = Who says it
command-addpresenter = Add a presenter of your own
command-voices = How it sounds
command-style = Ordinary, square or round video
command-subtitles = Subtitles in the picture
command-queue = Your orders
command-cancel = Stop an order
command-language = Language of my messages
command-forgetme = Delete everything of yours
command-say = Say a text, or the message you answer

## Orders
say-what = Write the text after the command: /say Hello everyone. Or answer a message with /say.
what-works = I cannot do anything with this. Send me a text, a voice message, an audio file or a video with speech. /help says more.
photo-works-not = Pictures are nothing I can say. Send me a text or a voice message; /presenters shows who can say it.
unknown-command = There is no command { $command }. /help shows what there is.
your-recording = Your recording
your-picture = Your picture
your-text-file = Your text file
too-fast = That was a lot at once: I took the first messages and left the rest. Please send them again in { $seconds } s.

status-next = ⏳ In the line: you are next.
status-waiting =
    ⏳ In the line: { $ahead ->
        [one] one order is
       *[other] { $ahead } orders are
    } ahead of yours.
status-estimate = Ready in about { $time }.
status-voice-left = Your voice does not speak this script, so a fitting one is taken.
status-lips-left = The lips chosen before cannot be used here at present, so the presenter’s own are moved.
status-note-left = Longer than a round note may be ({ $limit_s } s), so it becomes an ordinary video.
status-subtitles-left = No subtitles: I do not know what is said in your recording. Send it with the caption /say and its words.
status-running = 🎬 { $stage } { $percent }%
stage-start = Starting…
stage-speak = Speaking…
stage-listen = Listening…
stage-prepare = Getting to know the presenter…
stage-render = Moving the lips…
stage-finish = Finishing…
status-done = ✅ Done, sending the video…
status-cancelled = ✖️ Cancelled.
button-cancel = ✖️ Cancel
button-retry = 🔁 Try again

## Delivery
clip-too-large = The video is ready but has { $size_mb } MB, and Telegram takes at most { $limit_mb } MB. Send it in shorter parts.
clip-too-large-server = The video is ready, but Telegram says it is too large. Send it in shorter parts.
clip-gone = The finished video is no longer on this machine. Please send your message again.
clip-refused = The video is ready, but Telegram does not let me send it here: { $reason }
clip-no-rights = The video is ready, but I may not send videos in this chat. An administrator can allow it.

## Presenters
presenters-choose = Who shall say it? Now: { $name }
presenters-chosen = { $name } says it from now on.
presenters-gone = That presenter is no longer here. /presenters shows who is.
presenters-none = There are no presenters on this machine yet.
presenters-rename-which = What shall { $name } be called? Write the new name, or /cancel.
presenters-rename-stopped = The name stays as it is.
presenters-renamed = The name is { $name } from now on.
presenters-remove-sure = Remove { $name }? The footage and every video made with it on this machine are gone for good; videos in chats stay.
presenters-remove-yes = 🗑 Remove
presenters-remove-no = Keep
presenters-kept = { $name } stays.
presenters-removed =
    { $name } is gone, and { $clips ->
        [one] one video
       *[other] { $clips } videos
    } with it.

## A presenter of one's own
adding-private = Presenters are added in a private chat with me. Write to me there: /addpresenter
adding-picture =
    Send me a photo or a video of one person who agreed to it: facing the camera, well lit, lips in plain view. A caption is taken as the name.

    /cancel stops this.
adding-looking = One moment, I am looking at it…
adding-look-good = This works well.
adding-look-fair = This works. It would look better otherwise:
adding-look-poor = This will not look good:
adding-again = Send another photo or video, or /cancel.
adding-who = { NUMBER($people, maximumFractionDigits: 0) } people are seen, each with a number in the picture. Who shall speak? If you tap nobody, the marked one does.
adding-who-taken = Number { NUMBER($number, maximumFractionDigits: 0) } speaks.
adding-name = What shall the presenter be called? Write the name, or send a better photo or video.
adding-name-kept = The name is { $name }. I am still looking at the picture…
adding-consent = Has the person who is seen as { $name } agreed to appear in videos in which they say what is written or spoken to this bot?
adding-agree = ✅ The person agreed to it
adding-refuse = ✖️ Cancel
adding-done = { $name } is here and speaks for you from now on. Nobody else sees this presenter; /presenters renames or removes it. Send me a text to try.
adding-stopped = No presenter was added, and what you sent for it was deleted.

## Sharing, for those who run this machine
share-not-you = Only who runs this bot can do this, in a private chat with me.
share-none = Nobody has added a presenter yet.
share-choose = Presenters that people added. 🌐 everybody uses it, 🔒 only its owner. Tap one to change that.
share-shared = { $name } can be used by everybody from now on.
share-unshared = { $name } can be used by its owner alone from now on.

## Voices
voices-languages = Which language? Voice now: { $voice }
voices-choose = { $language }: tap a voice to hear it.
voices-automatic = chosen by the language of the text
voices-sample = { $name }
voices-chosen = { $name } speaks from now on.
voices-automatic-chosen = The voice is chosen by the language of your text from now on.
voices-gone = That voice is no longer here. /voices shows which are.
voices-none = There are no voices on this machine yet.
voices-coming = One moment, the sample is coming.
voices-sample-failed = This voice cannot be heard right now. Try another one.
voice-female = female
voice-male = male
button-use-voice = ✅ Use this voice
button-automatic-voice = 🔄 Choose by language
button-back = ‹ Languages

## Style
style-choose = How shall your videos look?
style-video = Ordinary video
style-note = Round note
style-square = Square video
style-chosen-video = Your videos are ordinary ones from now on.
style-chosen-note = Your videos are round notes from now on, up to { $limit_s } s long.
style-chosen-square = Your videos are squares around the face from now on.
lips-choose = And who shall draw the lips?
lips-locked = 🔒 cannot be used here yet; tap it to read what is missing.
lips-auto = Lips as set here
lips-warp = Own lips, moved
lips-wav2lip = Network (Wav2Lip)
lips-wav2lip-gan = Sharper network (Wav2Lip GAN)
lips-chosen = Your videos have these lips from now on: { $lips }.
lips-chosen-auto = Your videos have the lips that are set for the presenter, or here.

## Subtitles
subtitles-choose = Shall what is said stand in the picture too?
subtitles-burnt = With subtitles
subtitles-off = Without
subtitles-chosen-burnt = Your videos have subtitles from now on. Recordings have them when you send their words along: as the caption, after /say.
subtitles-chosen-off = Your videos have no subtitles from now on.

## Language
language-choose = Which language shall I write in?
language-automatic = As Telegram is set
language-chosen = I write in English from now on.

## Queue and cancelling
queue-empty = You have no orders in the line. Send a text or a voice message.
queue-title =
    { $count ->
        [one] One order of yours in the line:
       *[other] { $count } orders of yours in the line:
    }
queue-more =
    { $count ->
        [one] … and one more
       *[other] … and { $count } more
    }
queue-item-running = { $number }. { $what } – { $percent }%
queue-item-next = { $number }. { $what } – next
queue-item-waiting =
    { $number }. { $what } – { $ahead ->
        [one] one order
       *[other] { $ahead } orders
    } ahead
queue-estimate = about { $time }
order-recording = recording
cancel-nothing = You have no orders to cancel.
cancel-which =
    { $count ->
        [one] One order of yours is in the line. Cancel it?
       *[other] { $count } orders of yours are in the line. Cancel which?
    }
cancel-newest = ✖️ The newest: { $what }
cancel-all =
    { $count ->
        [one] ✖️ The one
       *[other] ✖️ All { $count }
    }
cancel-done =
    { $count ->
        [0] Nothing was left to cancel.
        [one] Cancelled.
       *[other] { $count } orders cancelled.
    }
cancel-too-late = This order had ended already.
not-yours = Only who ordered it can do this.
retry-done = Back in the line.

## Forgetting
forget-sure = Delete everything of yours on this machine? Orders, recordings, videos, presenters you added and settings are gone for good; messages in this chat stay until you delete them yourself.
forget-yes = 🗑 Delete everything
forget-no = Keep it
forget-kept = Nothing was deleted.
forget-done =
    Deleted: { $orders ->
        [one] one order
       *[other] { $orders } orders
    }, { $recordings ->
        [one] one recording
       *[other] { $recordings } recordings
    }, { $clips ->
        [one] one video
       *[other] { $clips } videos
    }{ $presenters ->
        [0] {""}
        [one] , one presenter
       *[other] , { $presenters } presenters
    } and your settings.

## Buttons and units
button-old = This button is from earlier and does nothing any more.
duration-seconds =
    { $number ->
        [one] one second
       *[other] { $number } seconds
    }
duration-minutes =
    { $number ->
        [one] one minute
       *[other] { $number } minutes
    }
duration-hours =
    { $number ->
        [one] one hour
       *[other] { $number } hours
    }
near-names = {" "}Did you mean { $names }?

## Reasons inside errors
reason-damaged = it is damaged or not what its name says
reason-cut-off = it is cut off, its end is missing
reason-format = its format is not one that is accepted
reason-permission = it may not be read
reason-no-weights = it holds no weights
reason-cut = it is cut off
reason-web-page = it is a web page
reason-other-model = it is another model
reason-server-lacks = the server does not have it
reason-server-refuses = the server refuses it
reason-server-trouble = the server has trouble
reason-unreached = the server cannot be reached
reason-broke-off = the connection broke off
reason-sends-more = the server sends more than the file has

## Errors, by the code in common/errors.py
error-internal = Something went wrong on my side, and it was written down. Please try again in a while.
error-bad-input = That cannot be used: { $reason }
error-nothing-to-say = There is nothing to say in this text. Write some words; emoji and links are not spoken.
error-text-too-long = The text is { $length } characters long, { $excess } over the limit of { $limit }. Shorten it or send it in parts.
error-template-broken = A curly brace is not paired, or nothing stands between two, near “{ $near }”. Write a column's name between curly braces; for a brace itself write two.
error-unreadable-media = { $name } cannot be read: { $reason }. Send another file or convert it first.
error-empty-file = { $name } is empty (0 bytes). Send it again.
error-file-missing = { $name } is no longer on this machine. Send it again.
error-output-exists = { $name } is there already and is another video. Choose another name.
error-no-sound = { $name } has no sound in it. Send a recording or a video with sound.
error-silent-sound = { $name } is silent: I heard no speech in it. Check the microphone and record again.
error-sound-too-long = The recording is { NUMBER($duration_s, maximumFractionDigits: 0) } s long; the limit is { NUMBER($limit_s, maximumFractionDigits: 0) } s. Cut it into shorter parts.
error-sound-too-short = The recording is only { NUMBER($duration_s, maximumFractionDigits: 2) } s long. Record at least { NUMBER($limit_s, maximumFractionDigits: 1) } s.
error-file-too-large = { $name } has { NUMBER($size_mb, maximumFractionDigits: 1) } MB; the limit is { NUMBER($limit_mb, maximumFractionDigits: 0) } MB. Send a smaller or shorter file.
error-picture-too-large = { $name } has { NUMBER($width, useGrouping: 0) }×{ NUMBER($height, useGrouping: 0) } pixels; at most { NUMBER($limit_mp, maximumFractionDigits: 0) } megapixels can be used. Make it smaller.
error-no-picture = { $name } has no picture in it. Send a photo or a video of the presenter.
error-no-such-face =
    { $people ->
        [one] { $name } shows one person, there is no person { NUMBER($face, maximumFractionDigits: 0) }. Choose 1.
       *[other] { $name } shows { NUMBER($people, maximumFractionDigits: 0) } people, there is no person { NUMBER($face, maximumFractionDigits: 0) }. Choose 1 to { NUMBER($people, maximumFractionDigits: 0) }.
    }
error-no-such-part = { $name } is { NUMBER($duration_s, maximumFractionDigits: 1) } s long; begun at { NUMBER($begin_s, maximumFractionDigits: 1) } s and ended at { NUMBER($end_s, maximumFractionDigits: 1) } s, nothing is left of it. Choose a part within it.
error-no-face = I found no face in { $name }. The presenter should face the camera, well lit, the face filling a third of the picture.
error-face-too-small = The face in { $name } is only { NUMBER($face_px, maximumFractionDigits: 0) } pixels wide. Come closer: at least { NUMBER($limit_px, maximumFractionDigits: 0) } are needed.
error-no-plain-background = Behind the presenter in { $name } there is no plain background that could be replaced. Film in front of a green screen or a wall of one colour, evenly lit, or leave the background as it is.
error-bad-background = “{ $name }” is neither a colour nor a picture. Write a colour like #1e88e5, or the path of a picture.
error-unknown-presenter = There is no presenter “{ $name }”.{ $hint } /presenters shows them all.
error-consent-missing = Nobody is added without their consent. Say who agreed, when and for what.
error-name-refused = A presenter cannot be called “{ $name }”. Write a name of 1 to { $limit } characters in one line.
error-name-taken = There is a presenter called “{ $name }” already. Write another name.
error-already-added = You added { $name } before: it is “{ $presenter }” in /presenters.
error-too-many-presenters = You have { $count } presenters already, and { $limit } is the most. Remove one in /presenters first.
error-builtin-presenter = “{ $name }” came with this bot and stays as it is.
error-unknown-voice = There is no voice “{ $name }”.{ $hint } /voices shows them all.
error-unknown-language = No voice speaks “{ $name }”.{ $hint } /voices shows the languages.
error-unknown-engine = There is no lip engine “{ $name }”.{ $hint }
error-engine-needs-torch = The lips “{ $name }” are not installed here. Please tell whoever runs this bot, or let other lips be used.
error-engine-needs-weights = The lips “{ $name }” have no weights here yet. Please tell whoever runs this bot: “models pull { $name }” gets them.
error-engine-not-agreed = The lips “{ $name }” cannot be kept yet: their weights were put here by hand, and nobody agreed to their licence ({ $licence }). “models pull { $name } --from FILE” shows it and asks.
error-weights-unsuitable = The file { $name } with the lips' weights cannot be used here. Please tell whoever runs this bot to get it again.
error-device-missing = This machine has no “{ $device }” that can be used. Leave the device open and the best one is taken.
error-unknown-tracker = There is no tracker “{ $name }”.{ $hint }
error-tracker-needs-torch = The tracker “{ $name }” is not installed here. Please tell whoever runs this bot; MediaPipe's works without it.
error-tracker-needs-weights = The tracker “face-alignment” has no weights for { $name } here yet. Please tell whoever runs this bot: “models pull { $id }” gets them. MediaPipe's works without them.
error-tracker-failed = The tracker failed on “{ $device }”. Please try again in a while.
error-unknown-job = This order is no longer in the line. /queue shows yours.
error-unsupported-file = { $name } is not something I can listen to. Send a text, a voice message, or wav, mp3, m4a, ogg, mp4, mov or webm.
error-unknown-model = There are no weights called “{ $name }”.{ $hint }
error-licence-not-accepted = { $name } has a licence of its own: { $licence }. Read it and agree to it first.
error-no-address = { $name } cannot be fetched by itself. Get it from { $page }, then hand it over on this machine: ./run models pull { $id } --from FILE
error-fetch-failed = { $name } could not be fetched from { $host }: { $reason }. What came so far is kept. Try again later, or get it from { $page } and hand it over on this machine: ./run models pull { $id } --from FILE
error-fetch-stopped = Fetching { $name } was stopped. What came so far is kept; start it again to go on.
error-fetch-running = Something is being fetched already. Wait until that is done, or stop it.
error-not-enough-room = { $name } needs { NUMBER($needed_mb, maximumFractionDigits: 0) } MB, and only { NUMBER($free_mb, maximumFractionDigits: 0) } MB are free. Free some space and try again.
error-checksum-wrong = { $name } is not the file that was published: its checksum differs. It was not kept. Try again; if it stays so, get it from { $page }.
error-weights-unsafe = { $name } carries code ({ $what }), and weights are numbers only. It was not run. Get it from its maker.
error-weights-broken = { $name } cannot be used as weights: { $reason }. Get it again from its maker.
error-weights-incomplete = { $name } lacks { $missing }. Take the whole folder or ZIP as its maker publishes it.
error-voice-unavailable = The voice “{ $name }” cannot speak here right now. Choose another one with /voices.
error-disk-full = The disk of this machine is full, so I cannot take anything at the moment. Please tell whoever runs it; nothing was lost.
error-media-failed = Making the video failed on my side, and it was written down. Please try again in a while.
error-device-failed = The lips' network failed on “{ $device }”, and it was written down. Please try again in a while.
error-media-timeout = Reading { $name } took longer than { NUMBER($limit_s, maximumFractionDigits: 0) } s and was stopped. Send a shorter or simpler file.
error-cancelled = The order was cancelled.
error-worker-lost = I tried { $attempts } times and did not get this video done. Please try again, perhaps with a shorter text.
error-took-too-long = Making this video took longer than { NUMBER($limit_s, maximumFractionDigits: 0) } s and was stopped. Try a shorter text.
error-line-full = You already have { $waiting } orders waiting; the limit is { $limit }. Wait for one, or cancel one with /queue.
error-line-taken = Another Mouthpiece is already working with the same data. Please tell whoever runs this one.
error-worker-broken = No videos can be made on this machine at the moment; your orders wait. Please tell whoever runs it.
error-newer-data = The data of this machine is from a newer version. Please tell whoever runs it.
error-download-failed = I could not fetch { $name } from Telegram. Please send it again.
error-token-refused = Telegram does not know this bot any more. Please tell whoever runs it.

## Is footage fit, by the code in presenters/remarks.py
fitness-grade-good = 👍 Good: this can become a presenter as it is.
fitness-grade-fair = 👌 This works, and would look better so:
fitness-grade-poor = 👎 Clips of this will not look right. Better film it again:
fitness-small-face = The face is only { NUMBER($face_px, maximumFractionDigits: 0) } pixels wide. Come closer or film in a higher resolution, so that it has { NUMBER($wanted_px, maximumFractionDigits: 0) } or more.
fitness-turned = The face is turned away by up to { NUMBER($angle_deg, maximumFractionDigits: 0) } degrees. Look straight into the camera.
fitness-not-upright = The face lies on its side or is upside down. Turn the footage so that the head is on top.
fitness-tilted = The head is tilted by { NUMBER($angle_deg, maximumFractionDigits: 0) } degrees. Hold it and the camera upright.
fitness-dark = The face is too dark. Put a lamp or a window in front of the presenter, not behind.
fitness-bright = The face is so bright that its skin is washed out. Use less or softer light, or a shorter exposure.
fitness-blurred = The face is blurred. Clean the lens, focus on the eyes and stand the camera on something firm.
fitness-cropped = The face is cut off by the edge of the picture. Leave room around the whole head.
fitness-gaps = No face is seen in { NUMBER($percent, maximumFractionDigits: 0) } % of the footage, the longest time for { NUMBER($longest_s, maximumFractionDigits: 1) } s. Stay in the picture and keep facing the camera.
fitness-several-people = { NUMBER($people, maximumFractionDigits: 0) } people are seen; the largest speaks. Film one person alone, or choose who speaks.
fitness-mouth-open = The mouth is open all the time. Film with the lips closed and relaxed.
fitness-mouth-moves = The mouth moves by itself. Do not speak or smile while filming; keep the lips at rest.
fitness-mouth-hidden = Something is in front of the mouth in { NUMBER($percent, maximumFractionDigits: 0) } % of the footage. Take off a mask, and keep hands and microphones away from it.
fitness-shakes = The head or the camera moves a lot. Stand the camera on something firm and move calmly.
fitness-cuts = There are cuts in the footage: { NUMBER($cuts, maximumFractionDigits: 0) }. Film in one go, for the picture jumps where they are.
fitness-short = The footage is only { NUMBER($duration_s, maximumFractionDigits: 1) } s long, so its movement repeats often. Film 10 to 30 s.
fitness-long = The footage is { NUMBER($duration_s, maximumFractionDigits: 1) } s long; only the first { NUMBER($used_s, maximumFractionDigits: 0) } s are used.
fitness-low-rate = The footage has only { NUMBER($fps, maximumFractionDigits: 1) } frames a second and moves in jerks. Film with 25 or 30.

## What is wrong with a table of rows, by the code in pipeline/problems.py
table-unreadable = { $name } cannot be read as a table. Save it as CSV or as an Excel workbook (.xlsx).
table-old-excel = { $name } is of an old Excel format or locked with a password. Save it as .xlsx without one.
table-unknown-encoding = The letters in { $name } cannot be read. Save it as CSV in UTF-8, or as .xlsx.
table-too-large = { $name } has { $size_mb } MB when opened; the limit is { $limit_mb } MB. Keep only the rows that are needed.
table-no-rows = { $name } has no rows. The first row names the columns; each row below it becomes one clip.
table-too-many-rows = There are more than { NUMBER($limit, useGrouping: 0) } rows. Make several tables of it.
table-too-many-columns = There are more than { $limit } columns. Keep only those that are needed.
table-repeated-column = There are two columns “{ $column }”. The first is used.
table-extra-cells = Row { NUMBER($row, useGrouping: 0) } has more cells than there are columns. Put quotes around cells with commas in them.
table-long-cell = Row { NUMBER($row, useGrouping: 0) }, { $column }: { $length } characters are more than { $limit }. Shorten this cell.
table-formula = Row { NUMBER($row, useGrouping: 0) }, { $column }: the formula has no stored result. Open the table in Excel, save it and try again.
table-error-cell = Row { NUMBER($row, useGrouping: 0) }, { $column }: the cell shows the error { $value }. Mend its formula.
table-missing-column = There is no column “{ $column }”. The table has: { $columns }.
table-empty-cell = Row { NUMBER($row, useGrouping: 0) }, { $column }: the cell is empty.
table-no-placeholder = The script has no placeholder such as {"{"}name{"}"}, so that every clip is the same.
table-long-text = Row { NUMBER($row, useGrouping: 0) }: the text is { $length } characters long; the limit is { $limit }. Shorten it.
table-repeated-row = Row { NUMBER($row, useGrouping: 0) } says the same as row { NUMBER($first, useGrouping: 0) }.
table-repeated-name = Row { NUMBER($row, useGrouping: 0) } would be called “{ $name }” like row { NUMBER($first, useGrouping: 0) }, so it gets a number.
fitness-plain-background = Its background is plain and can be replaced by a colour or a picture.
