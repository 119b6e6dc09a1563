using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Postgres;

namespace ReferenceServer.Anchoring;

/// <summary>The signing key of a development database: generated once, readable by its owner only, beside the audit secret that the library generates, in the user's application data.</summary>
internal sealed class DevelopmentSigningKey(IServiceProvider provider, ILogger<DevelopmentSigningKey> logger)
{
    internal string Read()
    {
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (folder.Length == 0)
            throw new InvalidOperationException("there is no folder for a generated signing key; set `GOVERNANCE_SIGNING_KEY`");
        string database = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GovernancePostgres.FindDatabase(provider) ?? "")))[..16];
        string path = Path.Combine(folder, "enterprise-governance", $"{database}.signing-key");
        if (!File.Exists(path))
            Create(path);
        Log.UsingGeneratedSigningKey(logger, path);
        return File.ReadAllText(path).Trim();
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = $"{path}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (NoteSigningKey key = NoteSigningKey.Generate("localhost/governance"))
        using (StreamWriter writer = new(draft, options))
            writer.WriteLine(key.Export());
        try
        {
            // Moving makes the file appear whole; of two workers that start together one wins and both read its key.
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
