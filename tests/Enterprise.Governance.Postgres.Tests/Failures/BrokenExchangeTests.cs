namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>A connection that breaks in the middle of a transaction, or when its COMMIT has been done and is answered.</summary>
public sealed class BrokenExchangeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WhoseConnectionBreaks_IsUnavailableAndARepeatIsSingle(bool afterwards)
    {
        await using TroubledServer server = await TroubledServer.CreateAsync(TimeSpan.FromSeconds(30));
        foreach (StoreOperation operation in StoreOperation.Writes)
        {
            string id = operation.Id;
            await operation.PrepareAsync(server.Stores, id);
            string before = await server.StateAsync();
            server.Proxy.BreakAt(operation.Text, afterwards);

            GovernanceException? failure = await operation.TryAsync(server.Stores, id, isPartial: true);

            server.Proxy.IsBreakPending.Should().BeFalse("{0} sends {1}", operation.Name, operation.Text);
            if (operation.IsRepeatable)
                failure.Should().BeNull("{0} does no harm when it is done twice, so it is", operation.Name);
            else
                failure.Should().Match<GovernanceException>(static e => e != null && e.Code == "store_unavailable" && e.IsTransient, "{0}", operation.Name);
            if (operation is { IsRepeatable: false, IsOfMany: false })
                (await server.StateAsync() != before).Should().Be(afterwards, "{0} has happened or not", operation.Name);
            (await operation.TryAsync(server.Stores, id)).Should().BeNull("{0} goes on", operation.Name);
            string after = await server.StateAsync();
            if (operation.HasKey)
            {
                await operation.RunAsync(server.Stores, id);
                (await server.StateAsync()).Should().Be(after, "{0} has happened once", operation.Name);
            }
        }

        await server.CheckWholeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhoseConnectionBreaks_IsAskedAgain(bool afterwards)
    {
        await using TroubledServer server = await TroubledServer.CreateAsync(TimeSpan.FromSeconds(30));
        foreach (StoreOperation operation in StoreOperation.Reads)
        {
            server.Proxy.BreakAt(operation.Text, afterwards);
            GovernanceException? failure = await operation.TryAsync(server.Stores, "x");
            server.Proxy.IsBreakPending.Should().BeFalse("{0} sends {1}", operation.Name, operation.Text);
            failure.Should().BeNull("{0} may be asked again", operation.Name);
        }
    }
}
