using Enterprise.Governance;

namespace Quickstart.Replay;

internal sealed class SqliteBooks(string file) : Books
{
    internal override string Name => file;

    internal override void Choose(EnterpriseGovernanceOptions options) => options.SqliteFile = file;

    internal override Task<(Books Copy, string RunId, long Seq)> CopyAndForgeAsync()
    {
        string copy = Path.Combine(Path.GetDirectoryName(file)!, "forged.db");
        (string runId, long seq) = Forgery.Alter(file, copy);
        if (File.Exists(file + ".secret"))
            File.Copy(file + ".secret", copy + ".secret");
        return Task.FromResult<(Books, string, long)>((new SqliteBooks(copy), runId, seq));
    }
}
