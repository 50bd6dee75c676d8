/* Keeps in the folder SYNCED_INTO what a power cut leaves of the files in the folder SYNCED_OF: each
   as it was when it was last forced to the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void keep(int file) {
  char link[64], path[4096], part[4096], kept[4096], block[65536];
  const char *of = getenv("SYNCED_OF"), *into = getenv("SYNCED_INTO");
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return;
  path[length] = 0;
  size_t root = strlen(of);
  if (strncmp(path, of, root) || path[root] != '/' || strchr(path + root + 1, '/')) return;
  snprintf(kept, sizeof kept, "%s%s", into, path + root);
  snprintf(part, sizeof part, "%s.part", kept);
  int from = open(link, O_RDONLY), to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (from < 0 || to < 0) abort();
  ssize_t got;
  while ((got = read(from, block, sizeof block)) > 0)
    if (write(to, block, got) != got) abort();
  close(from);
  close(to);
  if (rename(part, kept)) abort();
}

int fsync(int file) {
  int failed = ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
  if (!failed) keep(file);
  return failed;
}

int fdatasync(int file) {
  int failed = ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
  if (!failed) keep(file);
  return failed;
}
