namespace Enterprise.Governance.Hosting;

/// <summary>Reads the tenant files and reports what is wrong.</summary>
internal sealed class TenantFilesCheck(ITenantSource tenants) : IStartupCheck
{
    public async ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken) => tenants is FileTenantSource files
        ? [.. (await files.LoadAsync(cancellationToken).ConfigureAwait(false)).Select(static problem => problem.ToString())]
        : [];
}
