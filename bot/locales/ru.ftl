### Тексты на русском. Ключи одинаковы во всех каталогах, это проверяет тест.

## Начало и справка
start =
    Здравствуйте{ $name ->
        [none] {""}
       *[other] , { $name }
    }! Пришлите мне текст или голосовое сообщение – ведущий скажет это на видео. Сейчас говорит { $presenter }.

    Попробуйте: просто напишите предложение.
help =
    Пришлите мне что-нибудь из этого, и придёт видео:
    • текст
    • голосовое сообщение, аудиофайл или видео (берётся звук)

    /presenters – кто говорит
    /addpresenter – свой ведущий
    /voices – каким голосом
    /style – обычное или квадратное видео, кружок; чем рисовать губы
    /subtitles – субтитры на видео
    /queue – ваши заказы
    /cancel – отменить заказ
    /language – язык моих сообщений
    /forgetme – удалить всё ваше

    В группах: /say и текст, ответ на моё сообщение или /say в ответ на любое сообщение.
    Текст – не длиннее { $text_limit } символов, запись – не длиннее { $sound_limit }, файл – до { $file_limit } МБ.
group-hello =
    Здравствуйте! Напишите в группе /say и текст или ответьте на сообщение командой /say – я сделаю из этого видео.
    Что ещё я умею: /help.

## Меню команд
command-help = Что я умею
command-presenters = Кто говорит
command-addpresenter = Добавить своего ведущего
command-voices = Каким голосом
command-style = Обычное, квадратное видео или кружок
command-subtitles = Субтитры на видео
command-queue = Ваши заказы
command-cancel = Отменить заказ
command-language = Язык моих сообщений
command-forgetme = Удалить всё ваше
command-say = Сказать текст или сообщение, на которое вы отвечаете

## Заказы
say-what = Напишите текст после команды: /say Всем привет. Или ответьте на сообщение командой /say.
what-works = С этим я ничего сделать не могу. Пришлите текст, голосовое сообщение, аудиофайл или видео с речью. Подробнее: /help.
photo-works-not = Картинку я сказать не могу. Пришлите текст или голосовое; кто его скажет, выбирают в /presenters.
unknown-command = Команды { $command } нет. Что есть, покажет /help.
your-recording = Ваша запись
your-picture = Ваш снимок
your-text-file = Ваш текстовый файл
too-fast = Слишком много сразу: первые сообщения приняты, остальные нет. Пришлите их ещё раз через { $seconds } с.

status-next = ⏳ В очереди: вы следующий.
status-waiting =
    ⏳ В очереди: перед вами { $ahead ->
        [one] { $ahead } заказ
        [few] { $ahead } заказа
       *[many] { $ahead } заказов
    }.
status-estimate = Будет готово примерно через { $time }.
status-voice-left = Ваш голос не читает такое письмо, взят подходящий.
status-lips-left = Выбранные раньше губы сейчас здесь недоступны, поэтому двигаются собственные губы ведущего.
status-note-left = Длиннее, чем может быть кружок ({ $limit_s } с), поэтому будет обычное видео.
status-subtitles-left = Без субтитров: я не знаю, что сказано в записи. Пришлите её с подписью /say и словами записи.
status-running = 🎬 { $stage } { $percent }%
stage-start = Начинаю…
stage-speak = Озвучиваю…
stage-listen = Слушаю…
stage-prepare = Готовлю ведущего…
stage-render = Двигаю губы…
stage-finish = Заканчиваю…
status-done = ✅ Готово, отправляю видео…
status-cancelled = ✖️ Отменено.
button-cancel = ✖️ Отменить
button-retry = 🔁 Ещё раз

## Отправка
clip-too-large = Видео готово, но в нём { $size_mb } МБ, а Telegram принимает не больше { $limit_mb } МБ. Пришлите по частям.
clip-too-large-server = Видео готово, но Telegram говорит, что оно слишком большое. Пришлите по частям.
clip-gone = Готового видео на этой машине уже нет. Пришлите сообщение ещё раз.
clip-refused = Видео готово, но Telegram не даёт отправить его сюда: { $reason }
clip-no-rights = Видео готово, но мне нельзя отправлять видео в этот чат. Разрешить может администратор.

## Ведущие
presenters-choose = Кто будет говорить? Сейчас: { $name }
presenters-chosen = Теперь говорит { $name }.
presenters-gone = Этого ведущего больше нет. Кто есть, покажет /presenters.
presenters-none = На этой машине пока нет ведущих.
presenters-rename-which = Как теперь назвать ведущего «{ $name }»? Напишите новое имя или /cancel.
presenters-rename-stopped = Имя остаётся прежним.
presenters-renamed = Теперь имя ведущего – { $name }.
presenters-remove-sure = Удалить ведущего «{ $name }»? Съёмка и все видео с ним на этой машине исчезнут навсегда; видео в чатах останутся.
presenters-remove-yes = 🗑 Удалить
presenters-remove-no = Оставить
presenters-kept = Ведущий «{ $name }» остаётся.
presenters-removed = Ведущий «{ $name }» удалён, вместе с ним видео: { $clips }.

## Свой ведущий
adding-private = Ведущих добавляют в личном чате со мной. Напишите мне туда: /addpresenter
adding-picture =
    Пришлите фото или видео одного человека, который на это согласен: лицом к камере, при хорошем свете, губы хорошо видны. Подпись станет именем.

    Прекратить: /cancel.
adding-looking = Минутку, смотрю…
adding-look-good = Это хорошо подходит.
adding-look-fair = Это подходит, но может выглядеть лучше:
adding-look-poor = Выглядеть это будет плохо:
adding-again = Пришлите другое фото или видео или прекратите: /cancel.
adding-who = Людей в кадре: { NUMBER($people, maximumFractionDigits: 0) }, у каждого на снимке свой номер. Кто будет говорить? Если никого не выбрать, говорит отмеченный.
adding-who-taken = Говорит номер { NUMBER($number, maximumFractionDigits: 0) }.
adding-name = Как назвать ведущего? Напишите имя или пришлите фото или видео получше.
adding-name-kept = Имя – { $name }. Снимок ещё смотрю…
adding-consent = Согласен ли человек, которого видно под именем { $name }, появляться в видео, где он говорит то, что написали или сказали этому боту?
adding-agree = ✅ Этот человек согласен
adding-refuse = ✖️ Отменить
adding-done = Готово: теперь за вас говорит { $name }. Больше этого ведущего никто не видит; переименовать или удалить его можно в /presenters. Пришлите текст и попробуйте.
adding-stopped = Ведущий не добавлен, всё присланное для него удалено.

## Общие ведущие, для тех, кто управляет машиной
share-not-you = Это может только тот, кто управляет ботом, и только в личном чате со мной.
share-none = Пока никто не добавил ведущих.
share-choose = Добавленные ведущие. 🌐 – доступен всем, 🔒 – только владельцу. Нажмите, чтобы изменить.
share-shared = Теперь «{ $name }» доступен всем.
share-unshared = Теперь «{ $name }» доступен только владельцу.

## Голоса
voices-languages = На каком языке? Голос сейчас: { $voice }
voices-choose = { $language }: нажмите на голос, чтобы его услышать.
voices-automatic = по языку текста
voices-sample = { $name }
voices-chosen = Теперь голос: { $name }.
voices-automatic-chosen = Теперь голос выбирается по языку текста.
voices-gone = Этого голоса больше нет. Какие есть, покажет /voices.
voices-none = На этой машине пока нет голосов.
voices-coming = Минутку, образец сейчас придёт.
voices-sample-failed = Этот голос сейчас послушать нельзя. Попробуйте другой.
voice-female = женский
voice-male = мужской
button-use-voice = ✅ Взять этот голос
button-automatic-voice = 🔄 Выбирать по языку
button-back = ‹ Языки

## Вид
style-choose = Какими будут ваши видео?
style-video = Обычное видео
style-note = Кружок
style-square = Квадратное видео
style-chosen-video = Теперь ваши видео обычные.
style-chosen-note = Теперь ваши видео – кружки, до { $limit_s } с.
style-chosen-square = Теперь ваши видео – квадрат вокруг лица.
lips-choose = А чем рисовать губы?
lips-locked = 🔒 пока нельзя использовать здесь; нажмите, чтобы узнать, чего не хватает.
lips-auto = Губы как настроено
lips-warp = Свои губы, в движении
lips-wav2lip = Нейросеть (Wav2Lip)
lips-wav2lip-gan = Нейросеть чётче (Wav2Lip GAN)
lips-chosen = Теперь губы в ваших видео: { $lips }.
lips-chosen-auto = Теперь губы – как настроено для ведущего или для этого бота.

## Субтитры
subtitles-choose = Показывать на видео текст того, что говорится?
subtitles-burnt = С субтитрами
subtitles-off = Без субтитров
subtitles-chosen-burnt = Теперь ваши видео с субтитрами. К записи пришлите её слова в подписи после /say – будут и у неё.
subtitles-chosen-off = Теперь ваши видео без субтитров.

## Язык
language-choose = На каком языке мне писать?
language-automatic = Как в Telegram
language-chosen = Теперь я пишу по-русски.

## Очередь и отмена
queue-empty = У вас нет заказов в очереди. Пришлите текст или голосовое сообщение.
queue-title =
    В очереди { $count ->
        [one] { $count } ваш заказ
        [few] { $count } ваших заказа
       *[many] { $count } ваших заказов
    }:
queue-more =
    … и ещё { $count ->
        [one] { $count } заказ
        [few] { $count } заказа
       *[many] { $count } заказов
    }
queue-item-running = { $number }. { $what } – { $percent }%
queue-item-next = { $number }. { $what } – следующий
queue-item-waiting =
    { $number }. { $what } – впереди { $ahead ->
        [one] { $ahead } заказ
        [few] { $ahead } заказа
       *[many] { $ahead } заказов
    }
queue-estimate = примерно { $time }
order-recording = запись
cancel-nothing = Отменять нечего: у вас нет заказов.
cancel-which =
    В очереди { $count ->
        [one] { $count } ваш заказ
        [few] { $count } ваших заказа
       *[many] { $count } ваших заказов
    }. Что отменить?
cancel-newest = ✖️ Последний: { $what }
cancel-all = ✖️ Все ({ $count })
cancel-done =
    { $count ->
        [0] Отменять было уже нечего.
        [one] Отменён { $count } заказ.
        [few] Отменено { $count } заказа.
       *[many] Отменено { $count } заказов.
    }
cancel-too-late = Этот заказ уже закончен.
not-yours = Это может только тот, кто заказал.
retry-done = Снова в очереди.

## Удаление
forget-sure = Удалить всё ваше на этой машине? Заказы, записи, видео, добавленные вами ведущие и настройки исчезнут навсегда; сообщения в этом чате останутся, пока вы сами их не удалите.
forget-yes = 🗑 Удалить всё
forget-no = Оставить
forget-kept = Ничего не удалено.
forget-done =
    Удалено: { $orders ->
        [one] { $orders } заказ
        [few] { $orders } заказа
       *[many] { $orders } заказов
    }, { $recordings ->
        [one] { $recordings } запись
        [few] { $recordings } записи
       *[many] { $recordings } записей
    }, { $clips } видео{ $presenters ->
        [0] {""}
        [one] , { $presenters } ведущий
       *[many] , { $presenters } ведущих
    } и ваши настройки.

## Кнопки и единицы
button-old = Эта кнопка устарела и больше ничего не делает.
duration-seconds =
    { $number ->
        [one] { $number } секунду
        [few] { $number } секунды
       *[many] { $number } секунд
    }
duration-minutes =
    { $number ->
        [one] { $number } минуту
        [few] { $number } минуты
       *[many] { $number } минут
    }
duration-hours =
    { $number ->
        [one] { $number } час
        [few] { $number } часа
       *[many] { $number } часов
    }
near-names = {" "}Может быть, { $names }?

## Причины внутри ошибок
reason-damaged = файл повреждён или это не то, чем он назван
reason-cut-off = файл обрезан, его конца нет
reason-format = такой формат не принимается
reason-permission = его нельзя прочитать
reason-no-weights = в нём нет весов
reason-cut = файл обрезан
reason-web-page = это веб-страница
reason-other-model = это другая модель
reason-server-lacks = на сервере его нет
reason-server-refuses = сервер отказывает
reason-server-trouble = на сервере неполадки
reason-unreached = сервер недоступен
reason-broke-off = соединение оборвалось
reason-sends-more = сервер присылает больше, чем должно быть в файле

## Ошибки по кодам из common/errors.py
error-internal = Что-то сломалось на моей стороне, это записано. Попробуйте, пожалуйста, чуть позже.
error-bad-input = Это нельзя использовать: { $reason }
error-nothing-to-say = В этом тексте нечего сказать. Напишите слова; эмодзи и ссылки не произносятся.
error-text-too-long = Длина текста – { $length }, это на { $excess } больше предела в { $limit }. Сократите его или пришлите по частям.
error-template-broken = Рядом с «{ $near }» фигурная скобка без пары, или между скобками пусто. Пишите название столбца в фигурных скобках; саму скобку пишите дважды.
error-unreadable-media = Не удалось прочитать: { $name } – { $reason }. Пришлите другой файл или сначала преобразуйте этот.
error-empty-file = Файл пуст (0 байт): { $name }. Пришлите его ещё раз.
error-file-missing = На этой машине уже нет файла: { $name }. Пришлите его ещё раз.
error-output-exists = { $name } уже есть, и это другое видео. Выберите другое имя.
error-no-sound = Здесь нет звука: { $name }. Пришлите запись или видео со звуком.
error-silent-sound = Здесь тишина, речи не слышно: { $name }. Проверьте микрофон и запишите ещё раз.
error-sound-too-long = Запись длится { NUMBER($duration_s, maximumFractionDigits: 0) } с, предел – { NUMBER($limit_s, maximumFractionDigits: 0) } с. Разрежьте её на части.
error-sound-too-short = Запись длится всего { NUMBER($duration_s, maximumFractionDigits: 2) } с. Запишите хотя бы { NUMBER($limit_s, maximumFractionDigits: 1) } с.
error-file-too-large = Слишком большой файл: { $name } – { NUMBER($size_mb, maximumFractionDigits: 1) } МБ, предел – { NUMBER($limit_mb, maximumFractionDigits: 0) } МБ. Пришлите файл меньше или короче.
error-picture-too-large = Слишком большая картинка: { $name } – { NUMBER($width, useGrouping: 0) }×{ NUMBER($height, useGrouping: 0) }; можно не больше { NUMBER($limit_mp, maximumFractionDigits: 0) } мегапикселей. Уменьшите её.
error-no-picture = Здесь нет изображения: { $name }. Пришлите фото или видео ведущего.
error-no-such-face =
    { $people ->
        [one] { $name }: в кадре { NUMBER($people, maximumFractionDigits: 0) } человек, номера { NUMBER($face, maximumFractionDigits: 0) } нет. Выберите от 1 до { NUMBER($people, maximumFractionDigits: 0) }.
        [few] { $name }: в кадре { NUMBER($people, maximumFractionDigits: 0) } человека, номера { NUMBER($face, maximumFractionDigits: 0) } нет. Выберите от 1 до { NUMBER($people, maximumFractionDigits: 0) }.
       *[other] { $name }: в кадре { NUMBER($people, maximumFractionDigits: 0) } человек, номера { NUMBER($face, maximumFractionDigits: 0) } нет. Выберите от 1 до { NUMBER($people, maximumFractionDigits: 0) }.
    }
error-no-such-part = { $name }: длина { NUMBER($duration_s, maximumFractionDigits: 1) } с, отрезка от { NUMBER($begin_s, maximumFractionDigits: 1) } до { NUMBER($end_s, maximumFractionDigits: 1) } с в нём нет. Выберите отрезок внутри видео.
error-no-face = Лицо не найдено: { $name }. Ведущий должен смотреть в камеру при хорошем свете, лицо – на треть кадра.
error-face-too-small = Лицо слишком мелкое: { $name } – всего { NUMBER($face_px, maximumFractionDigits: 0) } пикс. в ширину, нужно хотя бы { NUMBER($limit_px, maximumFractionDigits: 0) }. Подойдите ближе.
error-no-plain-background = В { $name } за ведущим нет однотонного фона, который можно заменить. Снимите на зелёном фоне или у ровно освещённой одноцветной стены либо оставьте фон как есть.
error-bad-background = «{ $name }» – не цвет и не картинка. Напишите цвет, например #1e88e5, или путь к картинке.
error-unknown-presenter = Ведущего «{ $name }» нет.{ $hint } Всех покажет /presenters.
error-consent-missing = Без согласия никто не добавляется. Скажите, кто согласился, когда и на что.
error-name-refused = Ведущего нельзя назвать «{ $name }». Напишите имя в одну строку, от 1 до { $limit } символов.
error-name-taken = Ведущий «{ $name }» уже есть. Напишите другое имя.
error-already-added = Вы уже добавляли это: { $name }. В /presenters это «{ $presenter }».
error-too-many-presenters = Ваших ведущих уже { $count }, а предел – { $limit }. Сначала удалите одного в /presenters.
error-builtin-presenter = «{ $name }» – встроенный ведущий, его нельзя изменить.
error-unknown-voice = Голоса «{ $name }» нет.{ $hint } Все голоса покажет /voices.
error-unknown-language = Ни один голос не говорит на «{ $name }».{ $hint } Языки покажет /voices.
error-unknown-engine = Движка губ «{ $name }» нет.{ $hint }
error-engine-needs-torch = Движок губ «{ $name }» здесь не установлен. Сообщите тому, кто управляет ботом, или выберите другой.
error-engine-needs-weights = Для движка губ «{ $name }» здесь ещё нет весов. Сообщите тому, кто управляет ботом: их скачает «models pull { $name }».
error-engine-not-agreed = Движок губ «{ $name }» пока нельзя сделать постоянным: веса положили вручную, и с лицензией ({ $licence }) никто не соглашался. «models pull { $name } --from ФАЙЛ» покажет её и спросит.
error-weights-unsuitable = Файл с весами губ { $name } использовать нельзя. Попросите того, кто управляет ботом, скачать его заново.
error-device-missing = На этой машине нет доступного устройства «{ $device }». Не указывайте его, и будет выбрано лучшее.
error-unknown-tracker = Трекера «{ $name }» нет.{ $hint }
error-tracker-needs-torch = Трекер «{ $name }» здесь не установлен. Сообщите тому, кто управляет ботом; трекер MediaPipe работает и без него.
error-tracker-needs-weights = Для трекера «face-alignment» здесь ещё нет весов { $name }. Сообщите тому, кто управляет ботом: их скачает «models pull { $id }». Трекер MediaPipe работает и без них.
error-tracker-failed = Трекер не справился на «{ $device }». Попробуйте ещё раз чуть позже.
error-unknown-job = Этого заказа уже нет в очереди. Ваши заказы покажет /queue.
error-unsupported-file = Такое я слушать не умею: { $name }. Пришлите текст, голосовое сообщение или wav, mp3, m4a, ogg, mp4, mov, webm.
error-unknown-model = Весов «{ $name }» нет.{ $hint }
error-licence-not-accepted = У «{ $name }» своя лицензия: { $licence }. Сначала прочитайте её и согласитесь.
error-no-address = «{ $name }» нельзя скачать автоматически. Возьмите файл на { $page } и передайте его на этой машине: ./run models pull { $id } --from ФАЙЛ
error-fetch-failed = Не удалось скачать { $name } с { $host }: { $reason }. Скачанное сохранено. Попробуйте позже или возьмите файл на { $page } и передайте его на этой машине: ./run models pull { $id } --from ФАЙЛ
error-fetch-stopped = Загрузка остановлена: { $name }. Скачанное сохранено; начните снова, чтобы продолжить.
error-fetch-running = Загрузка уже идёт. Дождитесь её окончания или остановите её.
error-not-enough-room = Для «{ $name }» нужно { NUMBER($needed_mb, maximumFractionDigits: 0) } МБ, а свободно только { NUMBER($free_mb, maximumFractionDigits: 0) } МБ. Освободите место и попробуйте снова.
error-checksum-wrong = { $name } – не тот файл, который был опубликован: контрольная сумма другая. Он не сохранён. Попробуйте ещё раз; если не поможет, возьмите его на { $page }.
error-weights-unsafe = В файле { $name } есть код ({ $what }), а в весах должны быть только числа. Он не выполнялся. Возьмите файл у автора.
error-weights-broken = { $name } нельзя использовать как веса: { $reason }. Возьмите файл у автора ещё раз.
error-weights-incomplete = В { $name } не хватает: { $missing }. Возьмите папку или ZIP целиком, как их публикует автор.
error-voice-unavailable = Голос «{ $name }» сейчас недоступен. Выберите другой: /voices.
error-disk-full = Диск этой машины заполнен, сейчас я ничего не могу принять. Сообщите, пожалуйста, тому, кто ею управляет; ничего не потеряно.
error-media-failed = Видео не получилось на моей стороне, это записано. Попробуйте, пожалуйста, чуть позже.
error-device-failed = Нейросеть губ не справилась на устройстве «{ $device }», это записано. Попробуйте, пожалуйста, чуть позже.
error-media-timeout = Чтение заняло больше { NUMBER($limit_s, maximumFractionDigits: 0) } с и остановлено: { $name }. Пришлите файл короче или проще.
error-cancelled = Заказ отменён.
error-worker-lost =
    { $attempts ->
        [one] Была { $attempts } попытка
        [few] Было { $attempts } попытки
       *[many] Было { $attempts } попыток
    }, но видео не получилось. Попробуйте ещё раз, может быть, с текстом короче.
error-took-too-long = Видео делалось дольше { NUMBER($limit_s, maximumFractionDigits: 0) } с и было остановлено. Попробуйте текст короче.
error-line-full =
    У вас уже { $waiting ->
        [one] ждёт { $waiting } заказ
        [few] ждут { $waiting } заказа
       *[many] ждут { $waiting } заказов
    }, предел – { $limit }. Подождите или отмените один в /queue.
error-line-taken = С этими же данными уже работает другой Mouthpiece. Сообщите, пожалуйста, тому, кто управляет машиной.
error-worker-broken = Сейчас на этой машине нельзя делать видео; ваши заказы подождут. Сообщите, пожалуйста, тому, кто ею управляет.
error-newer-data = Данные этой машины – от более новой версии. Сообщите, пожалуйста, тому, кто ею управляет.
error-download-failed = Не удалось получить из Telegram: { $name }. Пришлите, пожалуйста, ещё раз.
error-token-refused = Telegram больше не знает этого бота. Сообщите, пожалуйста, тому, кто им управляет.

## Годится ли запись, по коду в presenters/remarks.py
fitness-grade-good = 👍 Хорошо: это уже может быть ведущим.
fitness-grade-fair = 👌 Подойдёт, но можно снять лучше:
fitness-grade-poor = 👎 С таким материалом видео получится плохим. Лучше снять заново:
fitness-small-face = Лицо всего { NUMBER($face_px, maximumFractionDigits: 0) } пикс. в ширину. Подойдите ближе или снимайте с большим разрешением, чтобы было хотя бы { NUMBER($wanted_px, maximumFractionDigits: 0) }.
fitness-turned = Лицо повёрнуто в сторону, до { NUMBER($angle_deg, maximumFractionDigits: 0) }°. Смотрите прямо в камеру.
fitness-not-upright = Лицо лежит на боку или перевёрнуто. Поверните кадр так, чтобы голова была вверху.
fitness-tilted = Голова наклонена на { NUMBER($angle_deg, maximumFractionDigits: 0) }°. Держите прямо и её, и камеру.
fitness-dark = Лицо слишком тёмное. Лампа или окно должны быть перед ведущим, а не за ним.
fitness-bright = Лицо такое светлое, что кожи не видно. Нужен более слабый или мягкий свет либо короче выдержка.
fitness-blurred = Лицо нерезкое. Протрите объектив, наведите резкость на глаза и поставьте камеру на что-нибудь устойчивое.
fitness-cropped = Лицо обрезано краем кадра. Оставьте место вокруг всей головы.
fitness-gaps = Лица не видно { NUMBER($percent, maximumFractionDigits: 0) } % времени, дольше всего { NUMBER($longest_s, maximumFractionDigits: 1) } с подряд. Оставайтесь в кадре лицом к камере.
fitness-several-people = Людей в кадре: { NUMBER($people, maximumFractionDigits: 0) }; говорит тот, чьё лицо крупнее. Снимите одного человека или выберите, кто говорит.
fitness-mouth-open = Рот всё время открыт. Снимайте с сомкнутыми, расслабленными губами.
fitness-mouth-moves = Рот движется сам. Не говорите и не улыбайтесь при съёмке, губы должны быть спокойны.
fitness-mouth-hidden = Рот чем-то закрыт { NUMBER($percent, maximumFractionDigits: 0) } % времени. Снимите маску; руки и микрофон держите в стороне.
fitness-shakes = Голова или камера много движется. Поставьте камеру на что-нибудь устойчивое и двигайтесь спокойно.
fitness-cuts = В записи есть склейки: { NUMBER($cuts, maximumFractionDigits: 0) }. Снимайте одним куском, иначе картинка там прыгает.
fitness-short = Запись длится всего { NUMBER($duration_s, maximumFractionDigits: 1) } с, движения будут часто повторяться. Снимите от 10 до 30 с.
fitness-long = Запись длится { NUMBER($duration_s, maximumFractionDigits: 1) } с; берутся только первые { NUMBER($used_s, maximumFractionDigits: 0) } с.
fitness-low-rate = В записи всего { NUMBER($fps, maximumFractionDigits: 1) } кадров в секунду, движения дёргаются. Снимайте с 25 или 30.

## Что не так с таблицей, по кодам из pipeline/problems.py
table-unreadable = { $name } не читается как таблица. Сохраните её в CSV или как книгу Excel (.xlsx).
table-old-excel = { $name } — книга старого Excel или под паролем. Сохраните её как .xlsx без пароля.
table-unknown-encoding = Не удалось прочитать буквы в { $name }. Сохраните таблицу в CSV с кодировкой UTF-8 или как .xlsx.
table-too-large = { $name } в открытом виде занимает { $size_mb } МБ, а можно не больше { $limit_mb } МБ. Оставьте только нужные строки.
table-no-rows = В { $name } нет строк. В первой строке стоят названия столбцов, каждая следующая становится видео.
table-too-many-rows = Строк больше, чем { NUMBER($limit, useGrouping: 0) }. Разделите таблицу на несколько.
table-too-many-columns = Столбцов больше, чем { $limit }. Оставьте только нужные.
table-repeated-column = Столбцов «{ $column }» два. Берётся первый.
table-extra-cells = В строке { NUMBER($row, useGrouping: 0) } ячеек больше, чем столбцов. Возьмите ячейки с запятыми в кавычки.
table-long-cell = Строка { NUMBER($row, useGrouping: 0) }, { $column }: длина { $length }, а можно не больше { $limit } символов. Сократите эту ячейку.
table-formula = Строка { NUMBER($row, useGrouping: 0) }, { $column }: у формулы нет сохранённого результата. Откройте таблицу в Excel, сохраните и попробуйте снова.
table-error-cell = Строка { NUMBER($row, useGrouping: 0) }, { $column }: в ячейке ошибка { $value }. Исправьте формулу.
table-missing-column = Столбца «{ $column }» нет. В таблице есть: { $columns }.
table-empty-cell = Строка { NUMBER($row, useGrouping: 0) }, { $column }: ячейка пустая.
table-no-placeholder = В тексте нет полей вроде {"{"}имя{"}"}, поэтому все видео будут одинаковыми.
table-long-text = Строка { NUMBER($row, useGrouping: 0) }: длина текста { $length }, а можно не больше { $limit } символов. Сократите его.
table-repeated-row = Строка { NUMBER($row, useGrouping: 0) } говорит то же, что строка { NUMBER($first, useGrouping: 0) }.
table-repeated-name = Строки { NUMBER($row, useGrouping: 0) } и { NUMBER($first, useGrouping: 0) } получили бы одно имя «{ $name }», поэтому вторая получает номер.
fitness-plain-background = Фон однотонный, его можно заменить цветом или картинкой.
