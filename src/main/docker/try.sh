#!/usr/bin/env bash
# Tries docker-compose.yml where no image registry is at hand: makes the two base images from Debian's packages and this
# machine's JDK and Maven, builds Postern's image, brings it up with three containers of recipients, sends mail through it,
# kills one of the three while more mail flows, looks for all of it in the volume, and takes everything down again.
#
# The base images stay, for the next time; `docker rmi postern-try-build postern-try-run` removes them.
# Needs a running Docker engine, docker-compose or docker compose, debootstrap (as root), a JDK, Maven and curl.
# Where one of these is missing it says so and ends with 0: nothing was tried, nothing has failed.
set -euo pipefail
cd "$(dirname "$0")/../../.."

# Mail flows for so many seconds before one of the recipients is killed, and after it: longer than a silent node is believed in.
BEFORE=3 AFTER=10
export COMPOSE_PROJECT_NAME=postern-try
export BUILD_IMAGE=postern-try-build RUN_IMAGE=postern-try-run MAVEN_OPTIONS=--offline
# A free port; everything else at its default.
export SMTP_PUBLISH=127.0.0.1:
for option in ${!POSTERN_@}; do unset "$option"; done

say() { printf '== %s\n' "$*"; }
skip() { say "SKIPPED, nothing was tried: $*"; exit 0; }
fail() { say "FAILED: $*"; exit 1; }

requirements() {
  local program
  command -v docker >/dev/null || skip "there is no docker"
  docker info >/dev/null 2>&1 || skip "no Docker engine answers"
  if docker compose version >/dev/null 2>&1; then
    compose=(docker compose)
  elif command -v docker-compose >/dev/null; then
    compose=(docker-compose)
  else
    skip "there is neither docker compose nor docker-compose"
  fi
  command -v curl >/dev/null || skip "there is no curl"
  have_images && return
  for program in debootstrap javac mvn; do
    command -v "$program" >/dev/null || skip "there is no $program"
  done
  [ "$(id -u)" -eq 0 ] || skip "debootstrap wants root"
}

have_images() { docker image inspect "$BUILD_IMAGE" "$RUN_IMAGE" >/dev/null 2>&1; }

# A folder as an image whose PATH begins with Java's and Maven's programs.
import() {
  tar -C "$1" --numeric-owner -c . | docker import \
    -c 'ENV PATH=/opt/java/bin:/opt/maven/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    -c 'ENV JAVA_HOME=/opt/java' - "$2" >/dev/null
}

base_images() {
  local work java maven debian
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" RETURN
  java=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  maven=$(mvn -version | sed -n 's/\x1b\[[0-9;]*m//g; s/^Maven home: //p')
  debian=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  say "making the base images: Debian $debian, Java of $java, Maven of $maven"
  debootstrap --variant=minbase "$debian" "$work/root" >"$work/log" 2>&1 || { cat "$work/log"; fail "debootstrap"; }
  rm -rf "$work/root/var/cache/apt/archives" "$work/root/var/lib/apt/lists"

  mkdir -p "$work/root/opt"
  "$java/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.naming.dns \
    --strip-java-debug-attributes --no-header-files --no-man-pages --output "$work/root/opt/java"
  import "$work/root" "$RUN_IMAGE"

  # The JDK and Maven of Debian are full of links out of their folders. What the build depends on comes along.
  rm -rf "$work/root/opt/java"
  cp -rL "$java" "$work/root/opt/java" 2>/dev/null || [ -x "$work/root/opt/java/bin/javac" ] || fail "copying $java"
  cp -rL "$maven" "$work/root/opt/maven"
  mkdir -p "$work/root/root/.m2"
  git clone -q . "$work/checkout"
  (cd "$work/checkout" && mvn -B -q -Dmaven.repo.local="$work/root/root/.m2/repository" -Dmaven.test.skip=true \
    -Djacoco.skip=true package)
  import "$work/root" "$BUILD_IMAGE"
}

down() {
  local code=$?
  if [ "$code" -ne 0 ]; then "${compose[@]}" logs --no-color --tail 60 || true; fi
  "${compose[@]}" down -v --remove-orphans >/dev/null 2>&1 || say "could not take everything down: docker ps shows what is left"
  exit "$code"
}

# A mail to <name>@localhost.
send() {
  printf 'From: me@example.org\r\nTo: %s@localhost\r\nSubject: %s\r\n\r\nIt works.\r\n' "$1" "$2" |
    curl -sS --max-time 60 "smtp://$address/client.example" --mail-from me@example.org --mail-rcpt "$1@localhost" -T -
}

# How many mails there are of a mailbox in the volume.
arrived() { "${compose[@]}" exec -T maildir find "/postern/mail/localhost/$1/new" -type f | wc -l; }

await_greeting() {
  local end=$((SECONDS + 120))
  until curl -s --max-time 5 "smtp://$address" -X NOOP >/dev/null; do
    [ "$SECONDS" -lt "$end" ] || fail "no greeting from $address within two minutes"
    sleep 1
  done
}

# Sends one mail after the other for so many seconds, and says how many were taken.
mail_flows() {
  local end=$((SECONDS + $1)) taken=0
  while [ "$SECONDS" -lt "$end" ]; do
    send many "$((taken + 1))" || return 1
    taken=$((taken + 1))
  done
  echo "$taken"
}

requirements
have_images || base_images
trap down EXIT
say "building the image, and bringing it up with three containers of recipients"
"${compose[@]}" up -d --build --scale recipients=3
address=$("${compose[@]}" port smtp 2525)
await_greeting
[ "$("${compose[@]}" ps -q recipients | wc -l)" -eq 3 ] || fail "not three containers of recipients"

say "sending a mail to $address"
send you hello || fail "the mail was not taken"
[ "$(arrived you)" -eq 1 ] || fail "one mail was taken, $(arrived you) arrived"
if send nobody@elsewhere.example hello 2>/dev/null; then fail "a mail to somebody elsewhere was taken"; fi

say "sending more for $((BEFORE + AFTER)) seconds, and killing one of the recipients meanwhile"
victim=$("${compose[@]}" ps -q recipients | sed -n 1p)
(sleep "$BEFORE" && docker kill "$victim" >/dev/null) &
taken=$(mail_flows "$((BEFORE + AFTER))") || fail "a mail was not taken"
wait $! || fail "a container of recipients could not be killed"
[ "$(arrived many)" -eq "$taken" ] || fail "$taken mails were taken, $(arrived many) arrived"

say "stopping it"
ids=$("${compose[@]}" ps -q | grep -v "$victim")
"${compose[@]}" stop >/dev/null 2>&1
for id in $ids; do
  code=$(docker inspect --format '{{.State.ExitCode}}' "$id")
  [ "$code" -eq 0 ] || fail "a container ended with $code"
done
say "PASSED: $((taken + 1)) mails were taken, and all of them are in the volume"
