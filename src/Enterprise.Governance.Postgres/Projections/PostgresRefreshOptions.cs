using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>With what, and for how long, a store refreshes its projections. A container makes it from its registrations.</summary>
public sealed class PostgresRefreshOptions
{
    /// <summary>Gets or sets connections of the role that refreshes; stays the caller's to dispose.</summary>
    /// <value><see langword="null"/> by default: the store's own, whose role then needs the rights of app and refresher.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>Gets or sets how long one refresh may take.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
}
