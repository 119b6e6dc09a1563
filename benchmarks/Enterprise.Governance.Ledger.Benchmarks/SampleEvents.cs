using System.Text;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>Data of about the asked size in the order in which a program writes it, which is not the canonical one.</summary>
internal static class SampleEvents
{
    internal static byte[] Data(int bytes)
    {
        StringBuilder text = new("""{"tool":"mcp:gmail","action":"send_email","cost_units":25,"args":{"to":"bob@corp.example","amount":12.50,"flags":[true,false,null]},"items":[""");
        for (int i = 0; text.Length < bytes - 60; i++)
            text.Append(i == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"sku":"A-{{i:0000}}","price":{{i}}.25,"name":"größe {{i}}"}""");
        return Encoding.UTF8.GetBytes(text.Append("""],"call_id":"c-1"}""").ToString());
    }
}
