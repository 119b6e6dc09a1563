using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Configuration;

/// <summary>
/// The audit secret of a development database: generated once, readable by its owner only; beside a SQLite file, in the user's application data for PostgreSQL.
/// </summary>
internal sealed class DevelopmentSecret(GovernanceConfiguration configuration, IOptions<GovernanceSqliteOptions> sqlite, IServiceProvider provider, ILogger<DevelopmentSecret>? logger = null) : IPostConfigureOptions<LedgerOptions>
{
    private const int Bytes = 32;

    // 1 once the log has said where the secret is; options are made more than once. Written by Interlocked.
    private int _isTold;

    public void PostConfigure(string? name, LedgerOptions options)
    {
        if (!configuration.IsDevelopment || options.HasProvider || !string.IsNullOrEmpty(options.AuditSecret) || !string.IsNullOrEmpty(options.AuditKeysJson) || FindPath() is not { } path)
            return;
        if (!File.Exists(path))
            Create(path);
        options.AuditSecret = File.ReadAllText(path).Trim();
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            logger?.UsingGeneratedSecret(path);
    }

    private string? FindPath()
    {
        if (GovernancePostgres.FindDatabase(provider) is { } database)
        {
            string folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length == 0 ? null : Path.Combine(folder, "enterprise-governance", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..16]}.secret");
        }

        return sqlite.Value.ConnectionString is { } file ? GovernanceSqliteDatabase.FindFile(file) + ".secret" : null;
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = $"{path}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (StreamWriter writer = new(draft, options))
            writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));
        try
        {
            // Moving makes the file appear whole; of two processes that start together one wins and both read its secret.
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
