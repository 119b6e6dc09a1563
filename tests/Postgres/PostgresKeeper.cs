using System.Globalization;

namespace Enterprise.Governance.TestSupport;

/// <summary>
/// A small detached shell loop that stops a throwaway server and deletes its directory some seconds after the last process that uses it is
/// gone, however that ended.
/// </summary>
internal static class PostgresKeeper
{
    // A user is a file named <pid>.<start time>; the start time tells a process from a later one with the same number. Field 22 of
    // /proc/<pid>/stat is the start time, field 3 the state: a zombie uses nothing. The pointer to the current server is taken away before
    // the last look at the users, and whoever registers looks at the pointer after registering: one of the two sees the other.
    private const string Script =
        """
        dir=$1; pointer=$2; id=$(basename "$dir"); idle=0
        used() {
          for user in "$dir"/users/*; do
            [ -e "$user" ] || continue
            name=$(basename "$user"); pid=${name%.*}; start=${name#*.}
            if [ -r "/proc/$pid/stat" ]; then
              set -- $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null)
              [ "$1" != Z ] && [ "${20}" = "$start" ] && return 0
            elif [ "$start" = 0 ] && kill -0 "$pid" 2>/dev/null; then
              return 0
            fi
            rm -f "$user"
          done
          return 1
        }
        while :; do
          sleep 1
          if used; then idle=0; continue; fi
          idle=$((idle + 1))
          [ "$idle" -lt 5 ] && continue
          if [ "$(cat "$pointer" 2>/dev/null)" = "$id" ]; then
            mv "$pointer" "$dir/pointer"
            if used; then mv -n "$dir/pointer" "$pointer"; idle=0; continue; fi
          fi
          break
        done
        server=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null)
        if [ -n "$server" ]; then
          kill -INT "$server"
          for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$server" 2>/dev/null || break; sleep 1; done
          kill -QUIT "$server" 2>/dev/null
        fi
        rm -rf "$dir"
        """;

    /// <summary>Starts the loop. <paramref name="pointer"/> is a file that may name the directory as the one that is shared.</summary>
    internal static async Task StartAsync(string directory, string pointer)
    {
        string file = Path.Combine(directory, "keeper.sh");
        await File.WriteAllTextAsync(file, Script + "\n");
        await ShellCommand.DetachAsync("/dev/null", ["/bin/sh", file, directory, pointer]);
    }

    /// <summary>Says that this process uses the server in a directory; fails if the directory is gone.</summary>
    internal static void Register(string directory) => File.WriteAllText(Path.Combine(directory, "users", FormattableString.Invariant($"{Environment.ProcessId}.{StartTime()}")), "");

    internal static void Unregister(string directory) => File.Delete(Path.Combine(directory, "users", FormattableString.Invariant($"{Environment.ProcessId}.{StartTime()}")));

    private static long StartTime()
    {
        if (!File.Exists("/proc/self/stat"))
            return 0;
        string stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
    }
}
