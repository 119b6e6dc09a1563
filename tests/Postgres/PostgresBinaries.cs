using System.Diagnostics;

namespace Enterprise.Governance.TestSupport;

/// <summary>An installed PostgreSQL server, and how to run it: it refuses root, so root becomes the user <c>postgres</c> first.</summary>
internal sealed class PostgresBinaries
{
    // Where the server itself is: the PATH may have links to some of its programs only.
    private PostgresBinaries(string directory) => Directory = Path.GetDirectoryName(File.ResolveLinkTarget(Path.Combine(directory, "postgres"), returnFinalTarget: true)?.FullName) ?? directory;

    internal string Directory { get; }

    /// <summary>Finds <c>initdb</c> and <c>postgres</c> on the PATH, where Debian puts them (the newest), or where <c>pg_config</c> says.</summary>
    internal static PostgresBinaries? Find()
    {
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> debian = System.IO.Directory.Exists("/usr/lib/postgresql")
            ? System.IO.Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(static d => int.TryParse(Path.GetFileName(d), out int version) ? version : 0).Select(static d => Path.Combine(d, "bin"))
            : [];
        string? found = path.Concat(debian).Concat(AskPgConfig(path)).FirstOrDefault(static d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
        return found is null ? null : new PostgresBinaries(found);
    }

    /// <summary>Returns a command line that runs a program of the server as a user it accepts.</summary>
    internal IReadOnlyList<string> Command(string program, params string[] arguments)
    {
        string file = Path.Combine(Directory, program);
        if (Environment.UserName != "root")
            return [file, .. arguments];
        if (HasProgram("setpriv"))
            return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", file, .. arguments];

        // su stays between us and the server: whoever stops the server signals the process that postmaster.pid names.
        return ["su", "postgres", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", file, .. arguments];
    }

    internal static bool HasProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Any(d => File.Exists(Path.Combine(d, name)));

    private static IEnumerable<string> AskPgConfig(IEnumerable<string> path)
    {
        if (path.Select(static d => Path.Combine(d, "pg_config")).FirstOrDefault(File.Exists) is not { } program)
            yield break;
        using Process process = Process.Start(new ProcessStartInfo(program, "--bindir") { RedirectStandardOutput = true })!;
        yield return process.StandardOutput.ReadToEnd().Trim();
    }
}
