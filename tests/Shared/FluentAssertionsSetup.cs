using System.Runtime.CompilerServices;

namespace Enterprise.Governance.TestSupport;

/// <summary>Makes an assertion failure an xunit failure, whichever frameworks the library would guess.</summary>
internal static class FluentAssertionsSetup
{
    [ModuleInitializer]
    internal static void UseXunitFailures() =>
        FluentAssertions.Common.Services.ThrowException = static message => throw new Xunit.Sdk.XunitException(message);
}
