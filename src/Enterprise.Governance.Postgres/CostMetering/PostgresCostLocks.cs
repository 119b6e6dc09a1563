using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// The numbers of the advisory locks that guard budgets: the first 8 bytes of the SHA-256 of a name. Two names with one number would
/// only wait for each other needlessly.
/// </summary>
internal static class PostgresCostLocks
{
    /// <summary>Returns the lock of a run's budgets: for whoever holds, renews, settles or releases a call of it.</summary>
    internal static long OfRun(string tenant, string runId) => Hash("run", tenant, runId);

    /// <summary>Returns the locks of a hold: its run's and those of the quotas that it is checked against.</summary>
    internal static IEnumerable<long> Of(CostHold hold) => [OfRun(hold.Call.Scope.Tenant, hold.Call.RunId), .. OfQuotas(hold)];

    /// <summary>Returns the locks of the daily quotas that a hold is checked against; the hold keeps them for whoever renews it.</summary>
    internal static IEnumerable<long> OfQuotas(CostHold hold) =>
        hold.Quotas.Select(quota => OfDaily(hold.Call.Scope.Tenant, quota.Kind, quota.Id, hold.Call.Model));

    /// <summary>Returns the locks of a settlement: its run's and those of the daily figures that it adds to.</summary>
    internal static IEnumerable<long> Of(CostSettlement settlement)
    {
        CostCall call = settlement.Call;
        GovernanceScope scope = call.Scope;
        yield return OfRun(scope.Tenant, call.RunId);
        if (call.Kind != CostCallKind.Llm)
            yield break;
        yield return OfDaily(scope.Tenant, CostScopeKind.Tenant, scope.Tenant, call.Model);
        if (scope.Org is { } org)
            yield return OfDaily(scope.Tenant, CostScopeKind.Org, org, call.Model);
        if (scope.User is { } user)
            yield return OfDaily(scope.Tenant, CostScopeKind.User, user, call.Model);
    }

    // Without the day: what is held today may be charged tomorrow.
    private static long OfDaily(string tenant, CostScopeKind kind, string id, string? model) =>
        Hash("daily", tenant, StoredNames.Of(kind), id, model ?? "");

    // Identifiers have no control characters, so that a line break separates them; only the last part, a model, may have any.
    private static long Hash(params ReadOnlySpan<string> parts) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"governance-cost/v1\n{string.Join('\n', parts)}")));
}
