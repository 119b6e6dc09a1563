namespace Enterprise.Governance.Testing.Tests;

/// <summary>The example on docs/testing.md does what it says.</summary>
public sealed class DocumentedTests
{
    [Fact]
    public async Task Example_OfThePage_Runs() => (await Documentation.Tests.MailWaitsForApprovalAsync()).Should().Be((ActionStatus.AwaitingApproval, ActionStatus.Completed));
}
