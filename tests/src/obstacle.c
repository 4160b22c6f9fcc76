/* Loaded into a program with LD_PRELOAD: as long as the file that OBSTACLE names holds a number, every
 * change of a file fails with that error, as on a disk that is full, read-only or broken.
 * Only files on the device of the folder OBSTACLE_ROOT are meant. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static dev_t device;

__attribute__((constructor)) static void begin(void)
{
    struct stat about;
    const char *root = getenv("OBSTACLE_ROOT");
    if (!root || !getenv("OBSTACLE") || stat(root, &about)) _exit(97);
    device = about.st_dev;
}

/* The error to fail with, or 0. */
static int obstacle(void)
{
    char text[8] = "";
    int fd = (int)syscall(SYS_openat, AT_FDCWD, getenv("OBSTACLE"), O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    if (syscall(SYS_read, fd, text, sizeof text - 1) < 0) text[0] = 0;
    syscall(SYS_close, fd);
    return atoi(text);
}

static int blocks(int fd)
{
    struct stat about;
    if (fstat(fd, &about) || about.st_dev != device || !S_ISREG(about.st_mode)) return 0;
    return obstacle();
}

#define UNLESS_BLOCKED(error, call) \
    int found = (error); \
    if (found) { \
        errno = found; \
        return -1; \
    } \
    return call;

static int open_unless(int folder, const char *name, int flags, mode_t mode)
{
    int changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    UNLESS_BLOCKED(changes ? obstacle() : 0, (int)syscall(SYS_openat, folder, name, flags, mode))
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & O_CREAT) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *name, int flags, ...) { MODE(flags) return open_unless(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return open_unless(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return open_unless(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return open_unless(folder, name, flags, mode); }

ssize_t write(int fd, const void *bytes, size_t n) { UNLESS_BLOCKED(blocks(fd), syscall(SYS_write, fd, bytes, n)) }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { UNLESS_BLOCKED(blocks(fd), syscall(SYS_pwrite64, fd, bytes, n, at)) }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at) { return pwrite(fd, bytes, n, at); }
int ftruncate(int fd, off_t length) { UNLESS_BLOCKED(blocks(fd), (int)syscall(SYS_ftruncate, fd, length)) }
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }
int mkdir(const char *name, mode_t mode) { UNLESS_BLOCKED(obstacle(), (int)syscall(SYS_mkdirat, AT_FDCWD, name, mode)) }
int rename(const char *from, const char *to) { UNLESS_BLOCKED(obstacle(), (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)) }

/* A full disk can still be synced, a broken one cannot. */
static int sync_unless(int fd, int call)
{
    int error = blocks(fd);
    UNLESS_BLOCKED(error == EIO ? EIO : 0, (int)syscall(call, fd))
}
int fsync(int fd) { return sync_unless(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_unless(fd, SYS_fdatasync); }
