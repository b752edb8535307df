using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Practices;

namespace Spico.Silo.Tests.People;

/// <summary>What every store of people does.</summary>
public abstract class PeopleStoreConformance
{
    private protected abstract IPeopleStore Store { get; }

    [Fact]
    public async Task A_person_comes_back_as_it_was_stored()
    {
        Person person = Named("Zoé Modèle");

        await Store.UpsertAsync([person]);

        Assert.Equal([person], await Store.GetAsync([IdOf(person)]));
    }

    [Fact]
    public async Task A_person_stored_again_is_replaced_in_searches_too()
    {
        Person person = Named("Firstname Replaced");
        await Store.UpsertAsync([person]);
        Person renamed = person.Clone();
        renamed.Name = "Secondname Replaced";

        await Store.UpsertAsync([renamed]);

        Assert.Equal([renamed], await Store.GetAsync([IdOf(person)]));
        Assert.Empty(await Store.FindAsync("firstname", 10));
        Assert.Equal([renamed], await Store.FindAsync("secondname", 10));
    }

    [Fact]
    public async Task Unknown_ids_are_left_out_and_told_as_missing()
    {
        Person person = Named("Known Person");
        var stranger = PersonId.New();
        await Store.UpsertAsync([person]);

        Assert.Equal([person], await Store.GetAsync([IdOf(person), stranger]));
        Assert.Equal([stranger], await Store.FindMissingAsync([IdOf(person), stranger]));
        Assert.Empty(await Store.GetAsync([]));
        Assert.Empty(await Store.FindMissingAsync([]));
    }

    [Theory]
    [InlineData("elis")]
    [InlineData("ÉLIS")]
    [InlineData("coeurdor")]
    [InlineData("Cœurd")]
    [InlineData("coeur elise")]
    [InlineData("e\u0301lise le c")]
    public async Task A_person_is_found_by_the_beginning_of_any_word_accents_and_case_aside(string query)
    {
        Person person = Named("Élise Le-Cœurdor");
        await Store.UpsertAsync([person, Named("Elvire Autre")]);

        Assert.Equal(["Élise Le-Cœurdor"], (await Store.FindAsync(query, 10)).Select(found => found.Name).Distinct());
    }

    [Theory]
    [InlineData("lise")]
    [InlineData("elise autre")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'; DROP TABLE person; --")]
    public async Task Nothing_else_is_found(string query)
    {
        await Store.UpsertAsync([Named("Élise Le-Cœurdor")]);

        Assert.Empty(await Store.FindAsync(query, 10));
    }

    [Fact]
    public async Task Those_found_come_in_alphabetical_order_and_no_more_than_asked_for()
    {
        await Store.UpsertAsync([Named("Sortable Zoé"), Named("sortable Éric"), Named("Sortable Adam")]);

        Assert.Equal(
            ["Sortable Adam", "sortable Éric"],
            (await Store.FindAsync("sortable", 2)).Select(found => found.Name));
    }

    [Fact]
    public async Task Of_two_of_the_same_id_in_one_registration_the_last_counts()
    {
        Person first = Named("Twice Before");
        Person last = first.Clone();
        last.Name = "Twice After";

        await Store.UpsertAsync([first, last]);

        Assert.Equal([last], await Store.FindAsync("twice", 10));
    }

    [Fact]
    public async Task Practice_situations_come_back_in_their_order_until_others_replace_them()
    {
        var person = PersonId.New();
        var other = PersonId.New();
        PersonPractices both = PracticeRules.Of(
            person,
            [
                new PracticeSituation { Profession = "Infirmière", Function = "Coordinatrice", Finess = "310000005" },
                new PracticeSituation { Profession = "Infirmière", StructureName = "Cabinet", Town = "Foix" },
            ]);
        await Store.SetPracticesAsync([both, PracticeRules.Of(other, [both.Practices[0]])]);

        PersonPractices found = Assert.Single(await Store.GetPracticesAsync([person, PersonId.New()]));
        Assert.Equal(person, found.Person);
        Assert.Equal(both.Practices, found.Practices);
        Assert.Equal(2, (await Store.GetPracticesAsync([person, other])).Count);

        await Store.SetPracticesAsync([PracticeRules.Of(person, [])]);
        Assert.Equal(other, Assert.Single(await Store.GetPracticesAsync([person, other])).Person);
    }

    private static Person Named(string name) => new()
    {
        Id = PersonId.New().ToByteString(),
        Name = name,
        Profession = "Infirmière",
        Sector = Sector.MedicoSocial,
        Structure = "EHPAD Les Exemples",
        Town = "Valfictif",
    };

    private static PersonId IdOf(Person person) =>
        PersonId.TryFrom(person.Id, out PersonId id) ? id : throw new InvalidOperationException();
}
