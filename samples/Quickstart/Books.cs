using Enterprise.Governance;
using Quickstart.Replay;

namespace Quickstart;

/// <summary>Where the airline keeps its books: a SQLite file of this run's own, or a PostgreSQL schema of this run's own.</summary>
internal abstract class Books
{
    internal const string Variable = "ConnectionStrings__Governance";

    /// <summary>Gets what an operator would look for: the file, or the schema.</summary>
    internal abstract string Name { get; }

    internal static Books Create() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } connection
        ? new PostgresBooks(connection, $"quickstart_{Environment.ProcessId}")
        : new SqliteBooks(Path.Combine(Directory.CreateTempSubdirectory("governance-quickstart-").FullName, "governance.db"));

    /// <summary>Tells governance where the books are.</summary>
    internal abstract void Choose(EnterpriseGovernanceOptions options);

    /// <summary>Copies the books and alters one stored event of the copy behind the library's back. Returns the copy, and the run and seq that were altered.</summary>
    internal abstract Task<(Books Copy, string RunId, long Seq)> CopyAndForgeAsync();
}
