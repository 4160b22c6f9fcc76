/* Loaded into a program with LD_PRELOAD: writes down, in order, everything that the program does to
 * the files below one folder, so that a test can tell what a power cut at any moment would leave.
 *
 * POWER_ROOT names the folder, POWER_LOG the file that is written to. Whatever could change files
 * and is not written down here ends the program, so that nothing is missed silently. Syncing is
 * written down and not done: what counts is what would have been durable.
 *
 * A record is `length u32 | operation u8 | inode u64 | number u64 | bytes`, little-endian; the
 * length counts everything after itself. `tests/src/power/log.rs` reads it. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, RESIZE = 2, SYNC = 3, CREATE_FILE = 4, CREATE_FOLDER = 5, RENAME = 6, REMOVE = 7 };

#define HEADER 21
#define MOST_PIECES 64

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static dev_t device;
static int log_fd = -1;

static void die(const char *what)
{
    dprintf(2, "power recorder: %s\n", what);
    _exit(97);
}


__attribute__((constructor)) static void begin(void)
{
    const char *folder = getenv("POWER_ROOT"), *file = getenv("POWER_LOG");
    struct stat about;
    if (!folder || !file) die("POWER_ROOT and POWER_LOG must be set");
    if (!realpath(folder, root) || stat(root, &about)) die("no such folder");
    device = about.st_dev;
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) die("cannot open the log");
}

/* Writes one record; the caller holds `order`. */
static void note(uint8_t operation, uint64_t inode, uint64_t number, const struct iovec *bytes, int n)
{
    struct iovec pieces[MOST_PIECES + 1];
    unsigned char header[HEADER];
    uint32_t length = HEADER - 4;
    if (n > MOST_PIECES) die("too many pieces in one write");
    for (int i = 0; i < n; i++) {
        pieces[i + 1] = bytes[i];
        length += (uint32_t)bytes[i].iov_len;
    }
    memcpy(header, &length, 4);
    header[4] = operation;
    memcpy(header + 5, &inode, 8);
    memcpy(header + 13, &number, 8);
    pieces[0].iov_base = header;
    pieces[0].iov_len = HEADER;
    if (syscall(SYS_writev, log_fd, pieces, n + 1) != (long)length + 4) die("cannot write the log");
}

static void note_text(uint8_t operation, uint64_t inode, const char *text, size_t length)
{
    struct iovec piece = { (void *)text, length };
    note(operation, inode, 0, &piece, 1);
}

/* The inode of a file or folder on our device, or 0. */
static uint64_t inode_of(int fd)
{
    int before = errno;
    struct stat about;
    int known = fstat(fd, &about) == 0 && about.st_dev == device
        && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
    errno = before;
    return known ? about.st_ino : 0;
}

/* The path of `name` below the root, into `out`; 0 when it lies elsewhere. */
static int below_root(int folder, const char *name, char out[PATH_MAX])
{
    char base[PATH_MAX] = "";
    if (name[0] != '/') {
        char link[64];
        ssize_t length;
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        length = readlink(link, base, sizeof base - 2);
        if (length < 0) return 0;
        base[length] = '/';
        base[length + 1] = 0;
    }
    if ((size_t)snprintf(out, PATH_MAX, "%s%s", base, name) >= PATH_MAX) die("a path is too long");
    size_t n = strlen(root);
    return strncmp(out, root, n) == 0 && (out[n] == '/' || out[n] == 0);
}

static int is_missing(const char *path)
{
    struct stat about;
    return lstat(path, &about) != 0;
}

static int open_noted(int folder, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    int changes = (flags & (O_CREAT | O_TRUNC)) != 0 && below_root(folder, name, path);
    if (changes && (flags & O_TMPFILE) == O_TMPFILE) die("nameless files are not modelled");
    if (!changes) return (int)syscall(SYS_openat, folder, name, flags, mode);
    pthread_mutex_lock(&order);
    int is_new = is_missing(path);
    int fd = (int)syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0) {
        int before = errno;
        if (is_new) note_text(CREATE_FILE, inode_of(fd), path, strlen(path));
        else if (flags & O_TRUNC) note(RESIZE, inode_of(fd), 0, NULL, 0);
        errno = before;
    }
    pthread_mutex_unlock(&order);
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *name, int flags, ...) { MODE(flags) return open_noted(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return open_noted(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return open_noted(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return open_noted(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return open_noted(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

/* Writes and notes what was written; `at` below 0 means at the descriptor's own position. */
static ssize_t write_noted(int fd, const struct iovec *bytes, int n, off_t at)
{
    uint64_t inode = inode_of(fd);
    if (!inode) {
        return at < 0 ? syscall(SYS_writev, fd, bytes, n) : syscall(SYS_pwritev, fd, bytes, n, at, 0);
    }
    pthread_mutex_lock(&order);
    ssize_t written = at < 0 ? syscall(SYS_writev, fd, bytes, n) : syscall(SYS_pwritev, fd, bytes, n, at, 0);
    if (written > 0) {
        struct iovec pieces[MOST_PIECES];
        int used = 0;
        size_t left = (size_t)written;
        for (; used < n && used < MOST_PIECES && left > 0; used++) {
            pieces[used] = bytes[used];
            if (pieces[used].iov_len > left) pieces[used].iov_len = left;
            left -= pieces[used].iov_len;
        }
        if (left > 0) die("too many pieces in one write");
        off_t start = at < 0 ? lseek(fd, 0, SEEK_CUR) - written : at;
        note(WRITE, inode, (uint64_t)start, pieces, used);
    }
    pthread_mutex_unlock(&order);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    struct iovec piece = { (void *)bytes, n };
    return write_noted(fd, &piece, 1, -1);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    struct iovec piece = { (void *)bytes, n };
    return write_noted(fd, &piece, 1, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at) { return pwrite(fd, bytes, n, at); }
ssize_t writev(int fd, const struct iovec *bytes, int n) { return write_noted(fd, bytes, n, -1); }
ssize_t pwritev(int fd, const struct iovec *bytes, int n, off_t at) { return write_noted(fd, bytes, n, at); }
ssize_t pwritev64(int fd, const struct iovec *bytes, int n, off_t at) { return write_noted(fd, bytes, n, at); }

int ftruncate(int fd, off_t length)
{
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_ftruncate, fd, length);
    uint64_t inode = inode_of(fd);
    if (result == 0 && inode) note(RESIZE, inode, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

/* Reserving space changes no bytes; where it makes the file longer, that is its new length. */
int fallocate(int fd, int flags, off_t from, off_t length)
{
    if (flags & ~FALLOC_FL_KEEP_SIZE) die("this fallocate is not modelled");
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_fallocate, fd, flags, from, length);
    uint64_t inode = inode_of(fd);
    struct stat about;
    if (result == 0 && inode && fstat(fd, &about) == 0) note(RESIZE, inode, (uint64_t)about.st_size, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}
int fallocate64(int fd, int flags, off_t from, off_t length) { return fallocate(fd, flags, from, length); }
int posix_fallocate(int fd, off_t from, off_t length) { return fallocate(fd, 0, from, length) ? errno : 0; }
int posix_fallocate64(int fd, off_t from, off_t length) { return posix_fallocate(fd, from, length); }

static int sync_noted(int fd)
{
    struct stat about;
    if (fstat(fd, &about)) return -1;
    pthread_mutex_lock(&order);
    uint64_t inode = inode_of(fd);
    if (inode) note(SYNC, inode, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return 0;
}
int fsync(int fd) { return sync_noted(fd); }
int fdatasync(int fd) { return sync_noted(fd); }

/* Promises nothing about durability. */
int sync_file_range(int fd, off_t from, off_t length, unsigned int flags)
{
    (void)fd, (void)from, (void)length, (void)flags;
    return 0;
}

static int rename_noted(int from_folder, const char *from, int to_folder, const char *to)
{
    char both[2 * PATH_MAX], target[PATH_MAX];
    int inside = below_root(from_folder, from, both);
    if (below_root(to_folder, to, target) != inside) die("a move across the folder's edge is not modelled");
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_renameat, from_folder, from, to_folder, to);
    if (result == 0 && inside) {
        size_t n = strlen(both) + 1;
        strcpy(both + n, target);
        note_text(RENAME, 0, both, n + strlen(target));
    }
    pthread_mutex_unlock(&order);
    return result;
}
int rename(const char *from, const char *to) { return rename_noted(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int a, const char *from, int b, const char *to) { return rename_noted(a, from, b, to); }

static int remove_noted(int folder, const char *name, int flags)
{
    char path[PATH_MAX];
    int inside = below_root(folder, name, path);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_unlinkat, folder, name, flags);
    if (result == 0 && inside) note_text(REMOVE, 0, path, strlen(path));
    pthread_mutex_unlock(&order);
    return result;
}
int unlink(const char *name) { return remove_noted(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return remove_noted(folder, name, flags); }
int rmdir(const char *name) { return remove_noted(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode)
{
    char path[PATH_MAX];
    int inside = below_root(folder, name, path);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_mkdirat, folder, name, mode);
    struct stat about;
    if (result == 0 && inside) {
        if (stat(path, &about)) die("a new folder is gone");
        note_text(CREATE_FOLDER, about.st_ino, path, strlen(path));
    }
    pthread_mutex_unlock(&order);
    return result;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

/* Callers fall back to plain writing. */
#define REFUSED(result, name, ...) \
    result name(__VA_ARGS__) { errno = ENOSYS; return -1; }
REFUSED(ssize_t, copy_file_range, int a, off_t *b, int c, off_t *d, size_t e, unsigned f)
REFUSED(ssize_t, sendfile, int a, int b, off_t *c, size_t d)
REFUSED(ssize_t, sendfile64, int a, int b, off_t *c, size_t d)
REFUSED(ssize_t, splice, int a, off_t *b, int c, off_t *d, size_t e, unsigned f)

/* Nobody here uses these; whoever begins to has to model them first. */
#define UNKNOWN(result, name, ...) \
    result name(__VA_ARGS__) { die(#name " is not modelled"); return -1; }
UNKNOWN(int, renameat2, int a, const char *b, int c, const char *d, unsigned e)
UNKNOWN(int, link, const char *a, const char *b)
UNKNOWN(int, linkat, int a, const char *b, int c, const char *d, int e)
UNKNOWN(int, symlink, const char *a, const char *b)
UNKNOWN(int, symlinkat, const char *a, int b, const char *c)
UNKNOWN(int, truncate, const char *a, off_t b)
UNKNOWN(int, truncate64, const char *a, off_t b)
UNKNOWN(ssize_t, pwritev2, int a, const struct iovec *b, int c, off_t d, int e)
UNKNOWN(int, syncfs, int a)
