#!/bin/sh
# Install Debian's or Ubuntu's Chromium and text fonts, for screenshots, PDF and browser tests.
set -eu
command -v chromium >/dev/null && exit 0
sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
$sudo apt-get update
$sudo apt-get install -y --no-install-recommends chromium fonts-inter fonts-noto-core
