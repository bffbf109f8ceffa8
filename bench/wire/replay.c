/*
 * A server for the part of the QEMU Machine Protocol that the bench uses. It sends prepared text, so that it is faster than
 * any client. One thread serves all connections; the replies to the requests of one read are sent in one write.
 *
 * Commands: x-events N sends N events before its reply, x-big returns 16 MiB; any other returns a status.
 * Usage: replay PATH. Prints "ready" when it listens, and exits when its standard input ends.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CHUNK = 65536, BIG = 16 << 20, MANY = 64 };

static const char greeting[] =
  "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 10}, \"package\": \"\"},"
  " \"capabilities\": [\"oob\"]}}\r\n";
static const char status[] = "{\"status\": \"running\", \"singlestep\": false, \"running\": true}";
static const char node[] =
  "{\"iops_rd\": 0, \"detect_zeroes\": \"off\", \"image\": {\"virtual-size\": 1073741824, \"filename\": "
  "\"/var/lib/images/disk.qcow2\", \"format\": \"qcow2\"}, \"ro\": false, \"node-name\": \"node\", \"drv\": \"qcow2\"}";

/* An event of 290 bytes, about the size of a block job's events. */
static const char event[] =
  "{\"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 123456}, \"event\": \"BLOCK_IO_ERROR\", \"data\": "
  "{\"device\": \"virtio-disk-number-0\", \"nospace\": false, \"node-name\": \"libvirt-1-format-and-storage\", "
  "\"reason\": \"Input/output error of the device\", \"operation\": \"read\", \"action\": \"report\"}}\r\n";

typedef struct {
  int fd, depth, in_string, escaped;
  size_t length;
  char request[CHUNK];
} Client;

static char *out;
static size_t out_length, out_size;
static char *big;
static size_t big_length;

static void put(const char *text, size_t length) {
  if (out_length + length > out_size) {
    out_size = (out_length + length) * 2;
    out = realloc(out, out_size);
    if (!out) abort();
  }
  memcpy(out + out_length, text, length);
  out_length += length;
}

static void flush(int fd) {
  size_t done = 0;
  while (done < out_length) {
    ssize_t now = write(fd, out + done, out_length - done);
    if (now <= 0) break;
    done += (size_t)now;
  }
  out_length = 0;
}

/* Returns the text of the request's id, or NULL if it has none. */
static const char *id_of(const Client *client, size_t *length) {
  const char *end = client->request + client->length;
  const char *at = memmem(client->request, client->length, "\"id\":", 5);
  *length = 0;
  if (!at) return NULL;
  for (at += 5; at < end && *at == ' '; at++) continue;
  while (at + *length < end && at[*length] != ',' && at[*length] != '}') ++*length;
  return at;
}

static void raise_events(const Client *client) {
  const char *number = memmem(client->request, client->length, "\"count\":", 8);
  for (long left = number ? atol(number + 8) : 0; left > 0; left--) {
    put(event, sizeof event - 1);
    if (out_length > CHUNK) flush(client->fd);
  }
}

static void answer(const Client *client) {
  size_t length;
  const char *id = id_of(client, &length);
  if (memmem(client->request, client->length, "\"x-events\"", 10)) raise_events(client);
  put("{\"return\": ", 11);
  if (memmem(client->request, client->length, "\"x-big\"", 7)) put(big, big_length);
  else if (memmem(client->request, client->length, "\"qmp_capabilities\"", 18)) put("{}", 2);
  else put(status, sizeof status - 1);
  if (length) {
    put(", \"id\": ", 8);
    put(id, length);
  }
  put("}\r\n", 3);
}

/* Tracks brackets and strings; a request ends when its last bracket closes. */
static void take(Client *client, char c) {
  if (client->length < CHUNK) client->request[client->length++] = c;
  if (client->in_string) {
    if (client->escaped) client->escaped = 0;
    else if (c == '\\') client->escaped = 1;
    else if (c == '"') client->in_string = 0;
    return;
  }
  if (c == '"') client->in_string = 1;
  else if (c == '{' || c == '[') client->depth++;
  else if ((c == '}' || c == ']') && --client->depth == 0) {
    answer(client);
    client->length = 0;
  } else if (client->depth == 0) client->length = 0;
}

static void serve(Client *client) {
  static char chunk[CHUNK];
  ssize_t length = read(client->fd, chunk, sizeof chunk);
  if (length <= 0) {
    close(client->fd);
    free(client);
    return;
  }
  for (ssize_t at = 0; at < length; at++) take(client, chunk[at]);
  flush(client->fd);
}

static void watch(int poll, int fd, void *what) {
  struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = what };
  if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted)) abort();
}

static void greet(int poll, int listener) {
  Client *client = calloc(1, sizeof *client);
  if (!client) abort();
  client->fd = accept(listener, NULL, NULL);
  if (client->fd < 0) abort();
  put(greeting, sizeof greeting - 1);
  flush(client->fd);
  watch(poll, client->fd, client);
}

static void make_big(void) {
  big = malloc(BIG + sizeof node);
  if (!big) abort();
  big[big_length++] = '[';
  while (big_length < BIG) {
    memcpy(big + big_length, node, sizeof node - 1);
    big_length += sizeof node - 1;
    big[big_length++] = ',';
  }
  big[big_length - 1] = ']';
}

int main(int count, char **arguments) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct epoll_event ready[MANY];
  int listener = socket(AF_UNIX, SOCK_STREAM, 0), poll = epoll_create1(0);
  if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) return 2;
  strcpy(address.sun_path, arguments[1]);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
  make_big();
  watch(poll, listener, &listener);
  watch(poll, STDIN_FILENO, NULL);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int number = epoll_wait(poll, ready, MANY, -1);
    for (int at = 0; at < number; at++) {
      if (!ready[at].data.ptr) return 0;
      if (ready[at].data.ptr == &listener) greet(poll, listener);
      else serve(ready[at].data.ptr);
    }
  }
}
