using System.Globalization;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Configuration;

/// <summary>The host's settings after precedence: code, root key, section <c>Governance</c>, default. Read once, when options are first needed.</summary>
internal sealed class GovernanceConfiguration
{
    private const string DefaultFile = "governance.db";

    private readonly IConfiguration? _configuration;
    private readonly string _contentRoot;

    internal GovernanceConfiguration(IServiceProvider provider, EnterpriseGovernanceOptions code)
    {
        _configuration = provider.GetService<IConfiguration>();
        IHostEnvironment? environment = provider.GetService<IHostEnvironment>();

        // Only Development relaxes; no environment at all follows Production.
        IsDevelopment = environment?.IsDevelopment() ?? false;
        _contentRoot = environment?.ContentRootPath ?? Directory.GetCurrentDirectory();
        AuditSecret = code.AuditSecret ?? Read("AUDIT_SECRET", "AuditSecret");
        AuditKeysJson = code.AuditKeysJson ?? Read("AUDIT_KEYS_JSON", "AuditKeysJson");
        TenantsDirectory = AtRoot(code.TenantsDirectory ?? Read(null, "TenantsDirectory") ?? "tenants");
        RateLimitWindowSeconds = code.RateLimitWindowSeconds ?? ReadNumber("RATE_LIMIT_WINDOW_S", "RateLimitWindowSeconds") ?? 60;
        RefreshMvEvery = code.RefreshMvEvery ?? ReadNumber("REFRESH_MV_EVERY", "RefreshMvEvery") ?? 50;
        DefaultEffect = code.DefaultEffect ?? ReadEnum<PolicyEffect>("DefaultEffect") ?? PolicyEffect.Allow;
        SchemaMode = code.SchemaMode ?? ReadEnum<SchemaMode>("SchemaMode") ?? (IsDevelopment ? Enterprise.Governance.SchemaMode.Apply : Enterprise.Governance.SchemaMode.Validate);
        string? policies = code.Policies ?? Read(null, "Policies");
        IsPoliciesPathGiven = policies is not null;
        PoliciesPath = AtRoot(policies ?? "policies");
        Schema = code.Schema ?? Read(null, "Schema");
        ReadStore(code);
    }

    internal bool IsDevelopment { get; }

    internal string? AuditSecret { get; }

    internal string? AuditKeysJson { get; }

    internal string TenantsDirectory { get; }

    internal string PoliciesPath { get; }

    internal bool IsPoliciesPathGiven { get; }

    internal int RateLimitWindowSeconds { get; }

    internal int RefreshMvEvery { get; }

    internal PolicyEffect DefaultEffect { get; }

    internal SchemaMode SchemaMode { get; }

    /// <summary>Gets the SQLite file, or <see langword="null"/> if SQLite is not chosen.</summary>
    internal string? SqliteFile { get; private set; }

    /// <summary>Gets the connection string of PostgreSQL, or <see langword="null"/> if it is not chosen.</summary>
    internal string? PostgresConnectionString { get; private set; }

    internal string? Schema { get; }

    /// <summary>Gets what is wrong with the values themselves.</summary>
    internal List<string> Problems { get; } = [];

    private void ReadStore(EnterpriseGovernanceOptions code)
    {
        string? store = Read(null, "Store");
        string? file = code.SqliteFile ?? Read(null, "SqliteFile");
        bool asksSqlite = string.Equals(store, "Sqlite", StringComparison.OrdinalIgnoreCase), asksPostgres = string.Equals(store, "Postgres", StringComparison.OrdinalIgnoreCase);
        if (code is { SqliteFile: not null, PostgresConnectionString: not null })
            Problems.Add("`SqliteFile` and `PostgresConnectionString` are both set in code; choose one store");
        if (store is not null && !asksSqlite && !asksPostgres)
            Problems.Add($"`Governance:Store` is `{store}`; it must be `Postgres` or `Sqlite`");
        string? connection = code.PostgresConnectionString ?? (_configuration?.GetConnectionString("Governance") is { Length: > 0 } text ? text : null);
        if (code.SqliteFile is null && !asksSqlite && connection is not null)
            PostgresConnectionString = connection;
        else if (!asksPostgres && (file is not null || asksSqlite || IsDevelopment))
            SqliteFile = AtRoot(file ?? DefaultFile);
    }

    private string? Read(string? rootKey, string sectionKey)
    {
        string? value = rootKey is null ? null : _configuration?[rootKey];
        if (string.IsNullOrEmpty(value))
            value = _configuration?[$"Governance:{sectionKey}"];
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private int? ReadNumber(string rootKey, string sectionKey)
    {
        if (Read(rootKey, sectionKey) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
            return number;
        Problems.Add($"`{rootKey}` is `{text}`; it must be a whole number above 0");
        return null;
    }

    private T? ReadEnum<T>(string sectionKey)
        where T : struct, Enum
    {
        if (Read(null, sectionKey) is not { } text)
            return null;
        if (Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value))
            return value;
        Problems.Add($"`Governance:{sectionKey}` is `{text}`; it must be one of {string.Join(", ", Enum.GetNames<T>())}");
        return null;
    }

    private string AtRoot(string path) => Path.GetFullPath(path, _contentRoot);
}
