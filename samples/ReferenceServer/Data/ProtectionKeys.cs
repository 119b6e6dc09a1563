using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace ReferenceServer.Data;

/// <summary>Keeps the keys that protect forms and circuits where every API process finds them. They protect no session: these are rows of their own.</summary>
internal sealed class ProtectionKeys(NpgsqlDataSource dataSource) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        List<XElement> elements = [];
        using NpgsqlCommand command = dataSource.CreateCommand("SELECT xml FROM reference.protection_keys ORDER BY name");
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using NpgsqlCommand command = dataSource.CreateCommand("INSERT INTO reference.protection_keys (name, xml) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml");
        command.AddText(friendlyName).AddText(element.ToString(SaveOptions.DisableFormatting)).ExecuteNonQuery();
    }
}
