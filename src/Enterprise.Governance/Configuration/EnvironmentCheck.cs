using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Configuration;

/// <summary>What every environment but Development must have: a store that was chosen, strong audit secrets, no development switches. Says which file Development took.</summary>
internal sealed class EnvironmentCheck(GovernanceConfiguration configuration, IOptions<LedgerOptions> ledger, IOptions<GovernanceOptions> core, IOptions<GovernanceSqliteOptions> sqlite, IServiceProvider provider, ILogger<EnvironmentCheck>? logger = null) : IStartupCheck
{
    public ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [.. configuration.Problems];
        if (sqlite.Value.ConnectionString is null && !GovernancePostgres.IsConfigured(provider) && problems.Count == 0)
            problems.Add("no store is chosen; set the connection string `Governance` for Postgres, or `Governance:Store` to `Sqlite`, or call UsePostgres(…) or UseSqlite()");
        if (configuration is { IsDevelopment: true, SqliteFile: { } file } && !GovernancePostgres.IsConfigured(provider))
            logger?.UsingSqliteFile(file);
        if (!configuration.IsDevelopment)
        {
            problems.AddRange(FindWeakKeys());
            if (IsSelfApproval())
                problems.Add("`RequesterMayApprove` is set; it is a switch for development only");
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(problems);
    }

    private IReadOnlyList<string> FindWeakKeys()
    {
        try
        {
            return AuditKeyRing.Parse(ledger.Value.AuditSecret, ledger.Value.AuditKeysJson).FindWeaknesses();
        }
        catch (Exception e) when (e is LedgerException or OptionsValidationException)
        {
            // No ring at all: the ledger's own validation says so.
            return [];
        }
    }

    private bool IsSelfApproval()
    {
        try
        {
            return core.Value.RequesterMayApprove;
        }
        catch (OptionsValidationException)
        {
            return false;
        }
    }
}
