"""What every room may use and what knows no room: errors, the data folder, ffmpeg, files, the database door."""
