/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/demo/invites-demo-names.h"

/* All invented; the domains are those that RFC 2606 keeps free. */

static const InvitesDemoPerson people[] = {
  { "Ann O’Neil", "ann.oneil", NULL },
  { "Lex Marlow", "lex", "en" },
  { "Patricia Gómez", "pgomez", "es" },
  { "Jürgen Weiß", "juergen.weiss", "de-AT" },
  { "Ελένη Παππά", "eleni.pappa", "el" },
  { "Γιώργος Νικολάου", "gnikolaou", NULL },
  { "Ольга Смирнова", "olga.smirnova", NULL },
  { "Дмитро Шевченко", "d.shevchenko", NULL },
  { "ليلى حداد", "layla.haddad", "ar" },
  { "محمد الفاسي", "m.alfassi", "ar-MA" },
  { "נועה לוי", "noa.levi", NULL },
  { "יונתן כהן", "yonatan", NULL },
  { "李雷", "li.lei", NULL },
  { "王小明", "wang.xiaoming", "zh-Hans" },
  { "Søren Ångström", "soren", "da" },
  { "Łucja Żółć", "lucja", NULL },
  { "Nguyễn Thị Hương", "huong.nguyen", NULL },
  { "Zoë 🌻 Bloom", "zoe.bloom", "fr-BE" },
  { "Tom “TJ” Jackson 🚛", "tj", NULL },
  { "Δέσποινα", "δεσποινα", NULL },
  { "QA Expert", "qa", NULL },
  { "PG", "pg", NULL },
  { "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff of the Upper Valley "
    "Homeowners’ Association, Second Vice Treasurer",
    "hubert.blaine.wolfeschlegelsteinhausenbergerdorff", "en-US" },
  { "María del Carmen Fernández-Villaverde y Sánchez de la Torre",
    "maria.fernandez", "es-MX" },
  { "Accounts Payable", "accounts.payable", NULL },
  { "Reception", "office", NULL },
  { "İpek Yıldız", "ipek", "tr" },
  { "佐藤 花子", "hanako", NULL },
  { "김민준", "minjun", NULL },
  { "Ifeoma Ọkafọ", "ifeoma", NULL },
  { "Siobhán Ní Bhriain", "siobhan", NULL },
  { "Bob", "bob", NULL },
};

/* For those of a large company; every so often one of the people above. */
static const char *first_names[] = {
  "Ann", "Ben", "Carla", "David", "Emma", "Frank", "Grace", "Hugo", "Irene",
  "Jakub", "Karin", "Luis", "Marta", "Nikos", "Olga", "Pavel", "Quentin",
  "Rosa", "Stefan", "Tereza", "Ursula", "Viktor", "Wanda", "Xavier", "Yuki",
  "Zoë", "Άννα", "Δημήτρης", "Ирина", "محمد", "志明",
};
static const char *last_names[] = {
  "Adams", "Bauer", "Costa", "Dubois", "Eriksson", "Fischer", "García",
  "Hansen", "Ivanova", "Jones", "Kowalski", "Lambert", "Müller", "Novák",
  "O’Brien", "Papadopoulos", "Quinn", "Rossi", "Schmidt", "Tanaka", "Ulrich",
  "Virtanen", "Weber", "Xu", "Yilmaz", "Zimmermann", "Αλεξίου", "Коваленко",
  "Baker", "Carter", "Delgado", "Evans", "Ferrari", "Greene", "Horvat",
  "Jensen", "Kim", "Lopes", "Morgan", "Nagy", "Olsen",
};

static const char *businesses[] = {
  "Residential Customer",
  "Jack in the Box",
  "The Dive Oyster Bar",
  "WatchGuys – Buy & Sell",
  "Ωmega A.E.",
  "北京环卫",
  "O’Neil & Sons",
  "Bäckerei Müller",
  "Кафе «Весна»",
  "مطعم الزيتون",
  "מאפיית השכונה",
  "Harborview Apartments",
  "Lot 12 Self Storage",
  ("Green Valley School District No. 4, Administrative Services, Facilities "
   "and Grounds Maintenance Department"),
  "Pho 88 🍜",
  "St. Brigid’s Hospital",
  "Café Zoë",
  "City of Fairmont",
};

static const char *domains[] = {
  "example.com",
  "example.net",
  "example.org",
  "mail.example",
  "post.example",
  "jackbox.example",
  "watch.example",
  "bücher.example",
  "huanwei.example",
};

/**
 * invites_demo_get_person:
 * @index: any number; wraps around
 *
 * Returns: (transfer none): a person
 */
const InvitesDemoPerson *
invites_demo_get_person (guint index)
{
  return &people[index % G_N_ELEMENTS (people)];
}

/**
 * invites_demo_dup_name:
 * @index: any number; repeats itself after some tens of thousands
 *
 * Returns: (transfer full) (nullable): a name, %NULL for one of
 *   invites_demo_get_person()
 */
char *
invites_demo_dup_name (guint index)
{
  const char *first = first_names[index % G_N_ELEMENTS (first_names)];
  const char *last = last_names[index % G_N_ELEMENTS (last_names)];
  guint letter = index / (G_N_ELEMENTS (first_names)
                          * G_N_ELEMENTS (last_names)) % 27;

  if (index % 7 == 0)
    return NULL;
  return letter == 0 ? g_strdup_printf ("%s %s", first, last)
                     : g_strdup_printf ("%s %c. %s", first,
                                        (char) ('A' + letter - 1), last);
}

/**
 * invites_demo_get_business:
 * @index: any number; wraps around
 *
 * Returns: (transfer none): the name of an account
 */
const char *
invites_demo_get_business (guint index)
{
  return businesses[index % G_N_ELEMENTS (businesses)];
}

/**
 * invites_demo_get_domain:
 * @index: any number; wraps around
 *
 * Returns: (transfer none): a mail domain, some of them not ASCII
 */
const char *
invites_demo_get_domain (guint index)
{
  return domains[index % G_N_ELEMENTS (domains)];
}
