using System.ComponentModel.DataAnnotations;

namespace Enterprise.Governance.Postgres;

/// <summary>Which schema of a PostgreSQL database the stores use, and how long they wait for it.</summary>
public sealed class GovernancePostgresOptions
{
    /// <summary>Gets or sets the connection string of a registration that names no data source.</summary>
    /// <value><see langword="null"/> by default: the data source given to <c>UsePostgres(…)</c>, or the container's own. Ignored by <see cref="GovernancePostgresDatabase"/> itself.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets the schema that holds every table and function.</summary>
    /// <value><c>governance</c> by default. Taken literally, as if quoted: upper case, spaces and quotes are kept. At most 63 bytes, no <c>$</c>.</value>
    [Required]
    public string Schema { get; set; } = "governance";

    /// <summary>Gets or sets what happens to the schema when the database opens.</summary>
    /// <value><see cref="Enterprise.Governance.SchemaMode.Apply"/> by default; the umbrella package sets Validate outside Development.</value>
    public SchemaMode SchemaMode { get; set; } = SchemaMode.Apply;

    /// <summary>Gets or sets the capabilities whose tables are applied or validated, in addition to those registered.</summary>
    /// <value>None by default: each <c>UsePostgres()</c> adds its own.</value>
    public PostgresFeatures Features { get; set; }

    /// <summary>Gets or sets how long one exchange with the server may take.</summary>
    /// <value>30 seconds by default, from 1 second to 10 minutes. After it, the call fails with the transient code <c>store_timeout</c>.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a write waits for a lock that another transaction holds.</summary>
    /// <value>5 seconds by default, from 1 millisecond to 10 minutes. After it, the write fails with the transient code <c>store_busy</c>.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets whether a count of the rate limiter is on disk before its call returns.</summary>
    /// <value>
    /// <see langword="false"/> by default: the limiter commits with <c>synchronous_commit = off</c>, so that after a crash of the server the
    /// permits of its last moments (three times <c>wal_writer_delay</c> at most) may be admitted once more.
    /// </value>
    public bool RateLimitSynchronousCommit { get; set; }
}
