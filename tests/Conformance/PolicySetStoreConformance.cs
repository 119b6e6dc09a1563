using System.Text;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="IPolicySetStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract class PolicySetStoreConformance
{
    /// <summary>Opens the store once more, as another process would; the first call creates it.</summary>
    protected abstract ValueTask<IPolicySetStore> OpenAsync();

    [Fact]
    public async Task Write_ReadBackElsewhere_IsTheSameBytes()
    {
        IPolicySetStore one = await OpenAsync(), two = await OpenAsync();
        byte[] document = Encoding.UTF8.GetBytes("""{"default_effect":"allow","note":"ünï-🚀 'quoted' \\u0000 \n","rules":[]}""");

        await one.WriteAsync("v1", document, default);

        (await two.ReadAsync("v1", default))!.Value.ToArray().Should().Equal(document);
        (await two.ReadAsync("V1", default)).Should().BeNull("versions are compared by code point");
    }

    [Fact]
    public async Task Write_ARealSet_CanBeLoadedAgainUnderItsVersion()
    {
        IPolicySetStore store = await OpenAsync();
        PolicySet set = PolicySet.Load([new PolicyFile("p.json", """[{"policy_id":"p","when":{"action":"send:*"},"effect":{"deny":true,"deny_reason":"no"}}]"""u8.ToArray())]).GetSet();

        await store.WriteAsync(set.Version, set.Document, default);

        (await store.ReadAsync(set.Version, default))!.Value.ToArray().Should().Equal(set.Document.ToArray());
    }

    [Fact]
    public async Task Write_ManyTimesAtOnce_KeepsTheFirstAndSucceeds()
    {
        IPolicySetStore one = await OpenAsync(), two = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : two).WriteAsync("v1", "{}"u8.ToArray(), default))));
        await two.WriteAsync("v1", """{"another":1}"""u8.ToArray(), default);

        (await one.ReadAsync("v1", default))!.Value.ToArray().Should().Equal("{}"u8.ToArray());
    }

    [Fact]
    public async Task Activate_IsPerTenantAndTheLastOneStands()
    {
        IPolicySetStore one = await OpenAsync(), two = await OpenAsync();
        await one.WriteAsync("v1", "{}"u8.ToArray(), default);
        await one.WriteAsync("v2", """{"b":1}"""u8.ToArray(), default);

        (await two.GetActiveAsync("acme", default)).Should().BeNull();
        (await one.ActivateAsync("acme", "v1", default)).Should().BeTrue();
        (await two.ActivateAsync("acme", "v2", default)).Should().BeTrue();
        (await one.ActivateAsync("Acme", "v1", default)).Should().BeTrue();

        (await one.GetActiveAsync("acme", default)).Should().Be("v2");
        (await two.GetActiveAsync("Acme", default)).Should().Be("v1");
        (await two.GetActiveAsync("other", default)).Should().BeNull();
    }

    [Fact]
    public async Task Activate_UnwrittenVersion_ChangesNothing()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);
        await store.ActivateAsync("acme", "v1", default);

        (await store.ActivateAsync("acme", "v9", default)).Should().BeFalse();

        (await store.GetActiveAsync("acme", default)).Should().Be("v1");
    }

    [Fact]
    public async Task Activate_Nothing_LeavesTheTenantToTheOtherSources()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);
        await store.ActivateAsync("acme", "v1", default);

        (await store.ActivateAsync("acme", null, default)).Should().BeTrue();
        (await store.ActivateAsync("never-active", null, default)).Should().BeTrue();

        (await store.GetActiveAsync("acme", default)).Should().BeNull();
        (await store.ReadAsync("v1", default)).Should().NotBeNull("what decisions cite stays");
    }
}
