using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The audit keys: from a file that the command names, else the environment, else the development secret beside the database.</summary>
internal sealed record AuditSecrets(string? AuditSecret, string? AuditKeysJson)
{
    internal static Option<string?> CreateOption() => new("--secret-file")
    {
        Description = "A file that holds the audit secret, or the JSON array of AUDIT_KEYS_JSON. Without it, AUDIT_SECRET and AUDIT_KEYS_JSON are read from the environment, then FILE.secret beside a SQLite database.",
        HelpName = "PATH",
    };

    internal AuditKeyRing CreateRing() => AuditKeyRing.Parse(AuditSecret, AuditKeysJson);

    internal static AuditSecrets Read(string? secretFile, DatabaseLocation database, CliHost host) =>
        Find(secretFile, database, host) ?? throw CliFailure.Refused("no audit secret is given; set AUDIT_SECRET or AUDIT_KEYS_JSON, or name a file with --secret-file");

    /// <summary>The same for a command that works without them; <see langword="null"/> if there are none.</summary>
    internal static AuditSecrets? Find(string? secretFile, DatabaseLocation database, CliHost host)
    {
        if (!string.IsNullOrEmpty(secretFile))
            return FromFile(secretFile, "the secret file");
        AuditSecrets environment = new(host.Setting("AUDIT_SECRET"), host.Setting("AUDIT_KEYS_JSON"));
        if (environment is not { AuditSecret: null, AuditKeysJson: null })
            return environment;
        string? beside = database.SecretFile;
        if (!File.Exists(beside))
            return null;
        host.Complain($"the development secret in `{Path.GetFileName(beside)}` beside the database is used");
        return FromFile(beside, "the development secret");
    }

    internal static AuditSecrets FromFile(string path, string what)
    {
        if (!File.Exists(path))
            throw CliFailure.Refused($"{what} `{path}` does not exist");
        string text = File.ReadAllText(path).Trim();
        if (text.Length == 0)
            throw CliFailure.Refused($"{what} `{path}` is empty");
        return text[0] == '[' ? new AuditSecrets(null, text) : new AuditSecrets(text, null);
    }
}
