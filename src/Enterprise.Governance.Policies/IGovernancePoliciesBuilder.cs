using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Policies;

/// <summary>Where extensions of the policies hang their methods.</summary>
public interface IGovernancePoliciesBuilder
{
    /// <summary>Gets the services of the host.</summary>
    IServiceCollection Services { get; }
}
