using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Enterprise.Governance.TestSupport;

/// <summary>
/// One throwaway server for all test processes of a checkout that run at about the same time. They find it by a pointer file in the
/// temporary directory; a lock file lets one of them at a time look and start.
/// </summary>
internal static class SharedPostgres
{
    internal static async Task<string> JoinAsync(PostgresBinaries binaries)
    {
        string root = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{RepositoryFiles.Root}\n{binaries.Directory}")))[..8];
        string home = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"governance-postgres-{Environment.UserName}-{root}")).FullName;
        string pointer = Path.Combine(home, "current");
        await using FileStream turn = await LockAsync(Path.Combine(home, "lock"));
        return await TryJoinAsync(home, pointer) ?? await StartAsync(binaries, home, pointer);
    }

    private static async Task<string?> TryJoinAsync(string home, string pointer)
    {
        try
        {
            string id = await File.ReadAllTextAsync(pointer), directory = Path.Combine(home, id);
            PostgresKeeper.Register(directory);

            // After registering: see PostgresKeeper.
            if (File.Exists(pointer) && await File.ReadAllTextAsync(pointer) == id)
            {
                string connectionString = await File.ReadAllTextAsync(Path.Combine(directory, "connection"));
                await using NpgsqlConnection connection = new($"{connectionString};Pooling=false");
                await connection.OpenAsync();
                return connectionString;
            }

            PostgresKeeper.Unregister(directory);
        }
        catch (Exception e) when (e is IOException or NpgsqlException)
        {
            // There is none, or it is on its way out, or somebody has killed it.
        }

        return null;
    }

    private static async Task<string> StartAsync(PostgresBinaries binaries, string home, string pointer)
    {
        string id = FormattableString.Invariant($"{Environment.ProcessId}-{DateTime.UtcNow.Ticks:x}"), directory = Path.Combine(home, id);
        LocalPostgres server = await LocalPostgres.CreateAsync(binaries, directory, pointer);
        await File.WriteAllTextAsync(Path.Combine(directory, "connection"), server.ConnectionString);
        await File.WriteAllTextAsync(pointer + ".new", id);
        File.Move(pointer + ".new", pointer, overwrite: true);
        return server.ConnectionString;
    }

    private static async Task<FileStream> LockAsync(string file)
    {
        DateTime end = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                await Task.Delay(50);
            }
        }
    }
}
