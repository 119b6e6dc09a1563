using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace ReferenceServer.Policies;

/// <summary>Shows, checks, tries out and changes a tenant's own policies. The rules of the house are not its business. Thread-safe.</summary>
internal sealed class PolicyDesk(
    IPolicyEngine engine, IPolicySetStore store, ITenantSource tenants, [FromKeyedServices(SavedPolicyTenants.Files)] ITenantSource files, PolicyDocuments documents, SavedPolicyTenants saved)
{
    /// <summary>Returns what is in force: what the tenant has saved, else what its file says.</summary>
    internal async Task<PolicyDocument> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(tenant, cancellationToken) is { } document)
            return document;
        string text = PolicyText.Write(await RequireAsync(files, tenant, cancellationToken));
        return new PolicyDocument(text, PolicyText.VersionOf(text), PolicyOrigin.Files);
    }

    /// <summary>Says what is wrong with a text and what looks like a mistake. Stores nothing.</summary>
    internal PolicyCheck Check(string tenant, string text) => Compile(tenant, text).Check;

    /// <summary>Puts a text in force: in this process at once, in the others within five seconds.</summary>
    /// <param name="scope">Who does it, for their tenant.</param>
    /// <param name="text">The JSON; it is kept as it is, comments and all.</param>
    /// <param name="expectedVersion">The version that the author has read; <see langword="null"/> for an author who takes it that the tenant has no rules.</param>
    /// <param name="cancellationToken">Before the write: nothing changes.</param>
    internal async Task<PolicySaveResult> SaveAsync(GovernanceScope scope, string text, string? expectedVersion, CancellationToken cancellationToken)
    {
        PolicyDocument current = await GetAsync(scope.Tenant, cancellationToken);
        bool isNew = current.Origin == PolicyOrigin.Files;
        if (expectedVersion is null ? !isNew || (await RequireAsync(files, scope.Tenant, cancellationToken)).Policies.Items.Length > 0 : expectedVersion != current.Version)
            return new PolicySaveResult(PolicySaveStatus.Conflict, current);
        (PolicySet? set, PolicyCheck check) = Compile(scope.Tenant, text);
        if (set is null)
            return new PolicySaveResult(PolicySaveStatus.Refused, current) { Check = check };
        if (await store.GetActiveAsync(scope.Tenant, cancellationToken) is not null)
            return new PolicySaveResult(PolicySaveStatus.Pinned, current);

        // Whoever looks the decisions up later finds the set that this text made, also if nothing was ever decided by it.
        await store.WriteAsync(set.Version, set.Document, cancellationToken);
        PolicyDocument? added = await documents.TryAddAsync(scope.Tenant, text, isNew ? null : current.Version, scope.User!, cancellationToken);
        saved.Look();
        return added is null
            ? new PolicySaveResult(PolicySaveStatus.Conflict, await GetAsync(scope.Tenant, cancellationToken))
            : new PolicySaveResult(PolicySaveStatus.Saved, added) { Check = check };
    }

    /// <summary>Decides a request as a run of the tenant would be decided, by a text that is not in force or, without one, by what is. Records nothing.</summary>
    /// <param name="tenant">The tenant; the request's own is not looked at.</param>
    /// <param name="text">The JSON, or <see langword="null"/>.</param>
    /// <param name="request">What is to be decided; its arguments are an object.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal async Task<PolicySimulation> SimulateAsync(string tenant, string? text, PolicyRequest request, CancellationToken cancellationToken)
    {
        (PolicySet? set, PolicyCheck? check) = text is null ? (await InForceAsync(tenant, cancellationToken), null) : Compile(tenant, text);
        return new PolicySimulation(set?.Evaluate(request with { Tenant = tenant }), check);
    }

    private async Task<PolicySet> InForceAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await store.GetActiveAsync(tenant, cancellationToken) is { } version && await store.ReadAsync(version, cancellationToken) is { } document)
            return PolicySet.FromDocument(document, version).GetSet();
        TenantConfiguration configuration = await RequireAsync(tenants, tenant, cancellationToken);
        return engine.Current.ForTenant(configuration.Policies, configuration.PolicyOptions).GetSet();
    }

    private (PolicySet? Set, PolicyCheck Check) Compile(string tenant, string text)
    {
        ParsedPolicies parsed = PolicyText.Parse(tenant, text);
        if (parsed.Rules is null)
            return (null, new PolicyCheck(parsed.Errors, parsed.Warnings));
        PolicyLoadResult result = engine.Current.ForTenant(parsed.Rules, parsed.Options);

        // Where the house keeps its rules is nobody else's business.
        ImmutableArray<SourceDiagnostic> errors = [.. result.Errors.Select(static error => error with { Help = "a rule of the house has this id; take another one" })];
        return (result.Set, new PolicyCheck(errors, parsed.Warnings));
    }

    private static async Task<TenantConfiguration> RequireAsync(ITenantSource source, string tenant, CancellationToken cancellationToken) =>
        await source.GetAsync(tenant, cancellationToken) ?? throw new GovernanceException("unknown_tenant", $"the tenant `{tenant}` is not configured");
}

/// <summary>What is wrong with a text. Immutable.</summary>
/// <param name="Errors">What keeps it from being saved, in the order of lines.</param>
/// <param name="Warnings">What looks like a mistake.</param>
internal sealed record PolicyCheck(ImmutableArray<SourceDiagnostic> Errors, ImmutableArray<SourceDiagnostic> Warnings);

/// <summary>What became of a text that was to be put in force. Immutable.</summary>
/// <param name="Status">Whether it is.</param>
/// <param name="Document">What is in force now.</param>
internal sealed record PolicySaveResult(PolicySaveStatus Status, PolicyDocument Document)
{
    /// <summary>Gets what was found in the text, if it was looked at.</summary>
    internal PolicyCheck? Check { get; init; }
}

/// <summary>Whether a text was put in force.</summary>
internal enum PolicySaveStatus
{
    /// <summary>It is in force.</summary>
    Saved,

    /// <summary>It has errors.</summary>
    Refused,

    /// <summary>What is in force is not what the author had read.</summary>
    Conflict,

    /// <summary>The operator has activated a policy set for the tenant, which goes before whatever is saved.</summary>
    Pinned,
}

/// <summary>How a request would be decided. Immutable.</summary>
/// <param name="Decision">The decision; <see langword="null"/> if the text has errors.</param>
/// <param name="Check">What was found in the text, if one was given.</param>
internal sealed record PolicySimulation(PolicyDecision? Decision, PolicyCheck? Check);
