using System.Globalization;

namespace Enterprise.Governance.TestSupport;

// Servers of a test's own, and standbys of theirs.
internal sealed partial class LocalPostgres
{
    internal int Port => port;

    /// <summary>Makes and starts a server that no other process shares. Fails where PostgreSQL is not installed: a container's cannot be stopped and promoted.</summary>
    internal static async Task<LocalPostgres> CreateOwnAsync() => await CreateAsync(Binaries(), NewDirectory(), "/dev/null");

    /// <summary>Makes and starts a streaming standby of this server.</summary>
    internal async Task<LocalPostgres> CreateStandbyAsync()
    {
        string directory = NewDirectory();
        await KeepAsync(directory, "/dev/null");
        LocalPostgres standby = new(binaries, directory, FreePort());
        await ShellCommand.RunAsync(binaries.Command(
            "pg_basebackup", "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-U", "postgres", "-p", port.ToString(CultureInfo.InvariantCulture)));
        await standby.StartAsync();
        return standby;
    }

    /// <summary>Makes a standby the primary, and waits until it is.</summary>
    internal Task PromoteAsync() => ShellCommand.RunAsync(binaries.Command("pg_ctl", "promote", "-w", "-D", Data));

    /// <summary>Says that this process needs the server no longer: its keeper stops and deletes it.</summary>
    internal void Release() => PostgresKeeper.Unregister(directory);

    private static PostgresBinaries Binaries() => PostgresBinaries.Find()
        ?? throw new InvalidOperationException("This test stops servers and makes standbys: install PostgreSQL's server, 15 or later (Debian: postgresql).");

    private static string NewDirectory() => Directory.CreateTempSubdirectory("governance-postgres-own-").FullName;
}
