using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>What a host says in code; everything it leaves out is read from configuration, then from the defaults.</summary>
/// <remarks>
/// Precedence: this delegate, then the root key that operators know (such as <c>AUDIT_SECRET</c>, also as an environment variable), then the section
/// <c>Governance</c>, then the default.
/// </remarks>
public sealed class EnterpriseGovernanceOptions
{
    /// <summary>Gets or sets the secret of audit key <c>k0</c>.</summary>
    /// <value>Root key <c>AUDIT_SECRET</c>, section key <c>AuditSecret</c>. Development generates one per database.</value>
    public string? AuditSecret { get; set; }

    /// <summary>Gets or sets the audit keys as JSON.</summary>
    /// <value>Root key <c>AUDIT_KEYS_JSON</c>, section key <c>AuditKeysJson</c>.</value>
    public string? AuditKeysJson { get; set; }

    /// <summary>Gets or sets the SQLite file; setting it chooses SQLite in every environment.</summary>
    /// <value>Section key <c>SqliteFile</c>; <c>governance.db</c> in the content root by default, which outside Development needs <c>Governance:Store</c> = <c>Sqlite</c>.</value>
    public string? SqliteFile { get; set; }

    /// <summary>Gets or sets the connection string of a PostgreSQL database; setting it chooses PostgreSQL in every environment.</summary>
    /// <value>Connection string <c>Governance</c>. A host with a data source of its own calls <c>UsePostgres(dataSource)</c> instead.</value>
    public string? PostgresConnectionString { get; set; }

    /// <summary>Gets or sets the PostgreSQL schema.</summary>
    /// <value>Section key <c>Schema</c>; <c>governance</c> by default.</value>
    public string? Schema { get; set; }

    /// <summary>Gets or sets what happens to the tables when the host starts.</summary>
    /// <value>Section key <c>SchemaMode</c>; Apply in Development, else Validate.</value>
    public SchemaMode? SchemaMode { get; set; }

    /// <summary>Gets or sets the directory of the tenant files.</summary>
    /// <value>Section key <c>TenantsDirectory</c>; <c>tenants</c> in the content root by default.</value>
    public string? TenantsDirectory { get; set; }

    /// <summary>Gets or sets the file or directory of the rules that hold for every tenant.</summary>
    /// <value>Section key <c>Policies</c>; <c>policies</c> in the content root by default, if it exists.</value>
    public string? Policies { get; set; }

    /// <summary>Gets or sets the window of the rate limits in seconds.</summary>
    /// <value>Root key <c>RATE_LIMIT_WINDOW_S</c>, section key <c>RateLimitWindowSeconds</c>; 60 by default.</value>
    public int? RateLimitWindowSeconds { get; set; }

    /// <summary>Gets or sets after how many events the projections are refreshed.</summary>
    /// <value>Root key <c>REFRESH_MV_EVERY</c>, section key <c>RefreshMvEvery</c>; 50 by default. SQLite's projections are always fresh.</value>
    public int? RefreshMvEvery { get; set; }

    /// <summary>Gets or sets what happens to an action that no rule decides.</summary>
    /// <value>Section key <c>DefaultEffect</c>; allow by default.</value>
    public PolicyEffect? DefaultEffect { get; set; }
}
