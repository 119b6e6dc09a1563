using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Configuration;

/// <summary>What every environment but Development must have: a store that was chosen, strong audit secrets, no development switches. Says which file Development took.</summary>
internal sealed class EnvironmentCheck(GovernanceConfiguration configuration, IAuditKeyProvider keys, IOptions<GovernanceOptions> core, IOptions<GovernanceSqliteOptions> sqlite, IServiceProvider provider, ILogger<EnvironmentCheck>? logger = null) : IStartupCheck
{
    public async ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [.. configuration.Problems];
        if (sqlite.Value.ConnectionString is null && !GovernancePostgres.IsConfigured(provider) && problems.Count == 0)
            problems.Add("no store is chosen; set the connection string `Governance` for Postgres, or `Governance:Store` to `Sqlite`, or call UsePostgres(…) or UseSqlite()");
        if (configuration is { IsDevelopment: true, SqliteFile: { } file } && !GovernancePostgres.IsConfigured(provider))
            logger?.UsingSqliteFile(file);
        problems.AddRange(await FindKeyProblemsAsync(cancellationToken).ConfigureAwait(false));
        if (!configuration.IsDevelopment && IsSelfApproval())
            problems.Add("`RequesterMayApprove` is set; it is a switch for development only");
        return problems;
    }

    private async ValueTask<IReadOnlyList<string>> FindKeyProblemsAsync(CancellationToken cancellationToken)
    {
        try
        {
            AuditKeyRing ring = await keys.GetKeysAsync(cancellationToken).ConfigureAwait(false);
            return configuration.IsDevelopment ? [] : ring.FindWeaknesses();
        }
        catch (OptionsValidationException)
        {
            // No ring at all: the ledger's own validation says so.
            return [];
        }
        catch (LedgerException e)
        {
            return [e.Message];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // What a client of a secret store puts into its exceptions is not known, so nothing of it is passed on.
            return [$"the audit key provider `{keys.GetType().Name}` failed with {e.GetType().Name}"];
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
