### What the studio's pages say. Errors, stages of work and remarks about footage are in the bot's catalogue.

## The frame of every page

studio-skip = К содержанию
studio-nav = Страницы
studio-menu = Меню
studio-nav-one = Один ролик
studio-nav-many = Много роликов
studio-nav-names = По именам
studio-nav-presenters = Ведущие
studio-nav-voices = Голоса
studio-nav-history = История
studio-nav-log = Журнал
studio-nav-chat = Чат
studio-lead-one = Текст или запись, которые произнесёт на видео тот, кого вы выберете.
studio-lead-many = Один звук или текст, много видео и ведущих.
studio-lead-names = Один шаблон и таблица имён: по ролику на строку.
studio-lead-presenters = Кого можно показать. Добавьте любого, кто согласен.
studio-lead-voices = Кого можно услышать.
studio-lead-history = Все ролики, сделанные здесь.
studio-lead-log = Что делает Mouthpiece, прямо сейчас.
studio-me = Ваше имя
studio-me-hint = необязательно
studio-language = Язык
studio-offline = Связь прервалась. Пробуем снова; ничего не потеряно.
studio-noscript = Этой странице нужен JavaScript, а в вашем браузере он выключен.
studio-yes = Да
studio-no = Нет
studio-ok = Хорошо
studio-close = Закрыть
studio-play = Смотреть «{ $name }»
studio-remove = Убрать
studio-delete = Удалить
studio-cancel = Отменить
studio-retry = Попробовать ещё раз
studio-download = Скачать
studio-unreachable = Mouthpiece не отвечает. Он запущен? Введённое сохранено, попробуйте ещё раз.
studio-invalid = В поле «{ $field }» что-то не подходит: { $reason }.
studio-sending = Отправка
studio-seconds = { $number } с
studio-minutes = { $number } мин
studio-hours = { $number } ч

## How it sounds and looks

studio-voice = Голос
studio-voice-auto = Сам, по языку и ведущему
studio-hear = Послушать этот голос
studio-hear-failed = Образец не удалось воспроизвести.
studio-rate = Темп
studio-subtitles = Субтитры
studio-subtitles-off = Нет
studio-subtitles-beside = Файлами рядом с роликом
studio-subtitles-burnt = В кадре
studio-shape = Форма
studio-shape-own = Как снято
studio-shape-square = Квадрат вокруг лица
studio-size = Размер (короткая сторона)
studio-size-own = Как снято
studio-background = Фон
studio-background-own = Как снято
studio-background-colour = Цвет
studio-background-picture = Картинка
studio-background-hint = Работает, если фон съёмки одноцветный или зелёный.
studio-more = Субтитры, форма, фон

## One clip

studio-said = Что говорится
studio-by-text = Текст
studio-by-sound = Запись
studio-text = Текст
studio-text-hint = Напишите, что скажет ведущий, на любом языке.
studio-length = { $count } знаков, около { $time }
studio-drop-sound = Перетащите сюда звук или нажмите, чтобы выбрать (wav, mp3, m4a, aac, flac, ogg или видео)
studio-record = Записать
studio-record-stop = Стоп
studio-words = Что в записи говорится (необязательно)
studio-words-hint = Со словами губы точнее и можно сделать субтитры.
studio-seen = Кто говорит
studio-by-presenter = Ведущий
studio-by-footage = Моё видео или фото
studio-drop-footage = Перетащите сюда видео или фото с лицом или нажмите, чтобы выбрать (mp4, mov, avi, mkv, webm, flv, jpg, png, webp)
studio-draft = Черновик (3 с)
studio-draft-hint = Только первые три секунды, раньше всех остальных.
studio-draft-mark = черновик
studio-make = Сделать ролик
studio-clips = Ролики
studio-none-yet = Роликов пока нет. Напишите текст, выберите ведущего и нажмите «Сделать ролик».
studio-all-clips = Все ролики в истории
studio-change = Изменить
studio-delete-sure = Удалить этот ролик навсегда?
studio-no-sound-yet = Сначала выберите звук или запишите его.
studio-no-footage-yet = Сначала выберите видео или фото либо возьмите ведущего.
studio-mic-failed = Не удалось открыть микрофон.
studio-mic-insecure = Браузеры записывают звук только на этой же машине или по HTTPS. Откройте страницу так или выберите файл.
studio-mic-denied = Браузеру не разрешён микрофон. Разрешите его в адресной строке и попробуйте снова.
studio-mic-missing = Микрофон не найден. Подключите его и попробуйте снова.

## How far an order is

studio-state-queued = ждёт
studio-state-held = на паузе
studio-state-running = делается
studio-state-done = готов
studio-state-failed = не удался
studio-state-cancelled = отменён
studio-next = Следующий в очереди
studio-waiting = В очереди, впереди { $ahead }
studio-left = осталось { $time }
studio-stage-start = Начинаю
studio-stage-speak = Озвучиваю
studio-stage-listen = Слушаю
studio-stage-prepare = Готовлю ведущего
studio-stage-render = Двигаю губы
studio-stage-finish = Завершаю

## Errors of the studio alone

error-unknown-upload = Файла «{ $name }» здесь уже нет. Выберите его снова.
error-text-or-sound = Напишите текст или выберите запись.
error-presenter-or-footage = Выберите либо ведущего, либо своё видео или фото.
error-wrong-kind = «{ $name }» здесь не подходит: в нём нет { $wanted ->
    [sound] звука
   *[picture] изображения
  }. Выберите другой файл.
error-not-ready = Ролика ещё нет.
