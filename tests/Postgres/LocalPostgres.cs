using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Enterprise.Governance.TestSupport;

/// <summary>A throwaway server in a directory of its own. Everything but the port is PostgreSQL's default, so that tests see what production sees.</summary>
internal sealed partial class LocalPostgres(PostgresBinaries binaries, string directory, int port)
{
    internal string ConnectionString { get; } = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=60";

    private string Data => Path.Combine(directory, "data");

    /// <summary>Makes and starts a server. Its keeper comes first, so that nothing stays behind whatever happens here.</summary>
    /// <param name="binaries">The programs.</param>
    /// <param name="directory">Where; made by this, deleted by the keeper.</param>
    /// <param name="pointer">The file that may come to name the directory as the shared one.</param>
    internal static async Task<LocalPostgres> CreateAsync(PostgresBinaries binaries, string directory, string pointer)
    {
        await KeepAsync(directory, pointer);
        LocalPostgres server = new(binaries, directory, FreePort());
        await ShellCommand.RunAsync(binaries.Command("initdb", "-A", "trust", "-U", "postgres", "--locale=C", "-E", "UTF8", "-N", "-D", server.Data));
        await server.StartAsync();
        return server;
    }

    private static async Task KeepAsync(string directory, string pointer)
    {
        Directory.CreateDirectory(Path.Combine(directory, "users"));
        PostgresKeeper.Register(directory);
        await PostgresKeeper.StartAsync(directory, pointer);
        if (Environment.UserName == "root")
            await ShellCommand.RunAsync(["chown", "postgres", directory]);
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    internal async Task StartAsync(params string[] settings)
    {
        string[] more = [.. settings.SelectMany(static setting => new[] { "-c", setting })];
        await ShellCommand.DetachAsync(Path.Combine(directory, "keeper.log"), binaries.Command(
            "postgres",
            ["-D", Data, "-k", directory, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=800",
             "-c", "logging_collector=off", .. more]));
        await WaitUntilReadyAsync();
    }

    /// <summary>Stops the server as an administrator would (fast shutdown), or at once as a crash does, and waits until it is gone.</summary>
    internal async Task StopAsync(bool immediately = false)
    {
        string file = Path.Combine(Data, "postmaster.pid");
        await ShellCommand.RunAsync(["/bin/kill", immediately ? "-QUIT" : "-INT", (await File.ReadAllLinesAsync(file))[0]]);
        while (File.Exists(file))
            await Task.Delay(10);
    }

    /// <summary>Kills the server and everything that works for it (SIGKILL), as when the machine loses its power. It may be started again at once.</summary>
    internal async Task KillAsync()
    {
        string main = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        string[] children = (await File.ReadAllTextAsync($"/proc/{main}/task/{main}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await ShellCommand.RunAsync(["/bin/kill", "-KILL", main, .. children]);
        while (Directory.Exists($"/proc/{main}"))
            await Task.Delay(10);
    }

    private async Task WaitUntilReadyAsync()
    {
        NpgsqlConnectionStringBuilder probe = new(ConnectionString) { Pooling = false, Timeout = 2 };
        DateTime end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(probe.ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (DateTime.UtcNow < end)
            {
                await Task.Delay(25);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
