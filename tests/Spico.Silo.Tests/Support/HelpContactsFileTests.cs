using Spico.Protocol.V1;
using Spico.Silo.Support;

namespace Spico.Silo.Tests.Support;

public sealed class HelpContactsFileTests
{
    private const string Header = "department;name;kind;contact;phone;email;hours\n";

    [Fact]
    public void What_is_right_is_read_whatever_the_line_ends()
    {
        (List<HelpContact> contacts, List<HelpContactFinding> findings) = HelpContactsFile.Read(
            "\ufeff" + (Header + "2a;Corse-du-Sud;coordinator;Animation 2A;+33 4 00 00 00 00;;matin\n\n"
                + "*;;service_desk;Centre;;a@b.fr;").Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Empty(findings);
        Assert.Equal([("2A", HelpContactKind.Coordinator), ("", HelpContactKind.ServiceDesk)],
            contacts.Select(contact => (contact.Department, contact.Kind)));
    }

    [Theory]
    [InlineData("31;Haute-Garonne;coordinator;A;05;;", 0, "")]
    [InlineData("Toulouse;Haute-Garonne;coordinator;A;05;;", 2, "department")]
    [InlineData("31;;coordinator;A;05;;", 2, "name")]
    [InlineData("31;Haute-Garonne;boss;A;05;;", 2, "kind")]
    [InlineData("31;Haute-Garonne;coordinator;;05;;", 2, "contact")]
    [InlineData("31;Haute-Garonne;coordinator;A;;;", 2, "phone")]
    [InlineData("31;Haute-Garonne;coordinator;A;call me;;", 2, "phone")]
    [InlineData("31;Haute-Garonne;coordinator;A;;nobody;", 2, "email")]
    [InlineData("31;Haute-Garonne;coordinator;A;05", 2, "")]
    public void What_is_wrong_is_told_by_line_and_column(string line, int number, string column)
    {
        (List<HelpContact> _, List<HelpContactFinding> findings) = HelpContactsFile.Read(Header + line);
        Assert.Equal(number, (int)(findings.FirstOrDefault()?.Line ?? 0));
        Assert.Equal(column, findings.FirstOrDefault()?.Column ?? "");
    }

    [Fact]
    public void A_text_that_is_something_else_or_too_long_is_not_read()
    {
        Assert.Equal(1u, Assert.Single(HelpContactsFile.Read("nom;prénom\n").Findings).Line);
        string many =
            Header + string.Concat(Enumerable.Repeat("31;HG;coordinator;A;05;;\n", SupportLimits.Contacts + 1));
        Assert.NotEmpty(HelpContactsFile.Read(many).Findings);
    }
}
