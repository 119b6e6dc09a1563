using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Configuration;

/// <summary>Hands the host's settings to the packages, before the host's own <c>Configure</c> calls for single packages.</summary>
internal sealed class ConfigureFromHost(GovernanceConfiguration configuration) :
    IConfigureOptions<LedgerOptions>, IConfigureOptions<GovernanceOptions>, IConfigureOptions<RateLimitOptions>,
    IConfigureOptions<PoliciesOptions>, IConfigureOptions<GovernanceSqliteOptions>, IConfigureOptions<GovernancePostgresOptions>, IConfigureOptions<ProjectionsOptions>
{
    public void Configure(LedgerOptions options)
    {
        options.AuditSecret = configuration.AuditSecret;
        options.AuditKeysJson = configuration.AuditKeysJson;
        options.RefuseWeakKeys = !configuration.IsDevelopment;
    }

    public void Configure(GovernanceOptions options) => options.DefaultEffect = configuration.DefaultEffect;

    public void Configure(RateLimitOptions options) => options.WindowSeconds = configuration.RateLimitWindowSeconds;

    public void Configure(ProjectionsOptions options) => options.RefreshEvery = configuration.RefreshMvEvery;

    public void Configure(GovernanceSqliteOptions options)
    {
        options.ConnectionString = configuration.SqliteFile is { } file ? $"Data Source={file}" : null;
        options.SchemaMode = configuration.SchemaMode;
    }

    public void Configure(GovernancePostgresOptions options)
    {
        options.ConnectionString = configuration.PostgresConnectionString;
        options.SchemaMode = configuration.SchemaMode;
        options.Schema = configuration.Schema ?? options.Schema;
    }

    public void Configure(PoliciesOptions options)
    {
        string path = configuration.PoliciesPath;
        if (Directory.Exists(path))
            options.AddDirectory(path);
        else if (configuration.IsPoliciesPathGiven || File.Exists(path))
            options.AddFile(path);
    }
}
