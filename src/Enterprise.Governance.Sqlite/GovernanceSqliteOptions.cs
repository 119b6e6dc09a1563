using System.ComponentModel.DataAnnotations;

namespace Enterprise.Governance.Sqlite;

/// <summary>Where the SQLite database is and how it is opened.</summary>
public sealed class GovernanceSqliteOptions
{
    /// <summary>Gets or sets the connection string, for example <c>Data Source=governance.db</c>, or a plain file path.</summary>
    /// <value>Must be set. In-memory databases are not shared between connections and are refused.</value>
    [Required]
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets what happens to the tables when the database opens.</summary>
    /// <value><see cref="Enterprise.Governance.SchemaMode.Apply"/> by default; the umbrella package sets Validate outside Development.</value>
    public SchemaMode SchemaMode { get; set; } = SchemaMode.Apply;

    /// <summary>Gets or sets the capabilities whose tables are applied or validated, in addition to those registered.</summary>
    /// <value>None by default: each <c>UseSqlite()</c> adds its own.</value>
    public SqliteFeatures Features { get; set; }

    /// <summary>Gets or sets how long a write waits for another process that holds the database's write lock.</summary>
    /// <value>10 seconds by default, from 10 milliseconds to 10 minutes. After it, the write fails with the transient code <c>store_busy</c>.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how many writes may wait in this process; more callers wait to be queued, cancellably.</summary>
    /// <value>4,096 by default.</value>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>Gets or sets the most writes that share one transaction.</summary>
    /// <value>512 by default.</value>
    [Range(1, 100_000)]
    public int MaxBatch { get; set; } = 512;
}
