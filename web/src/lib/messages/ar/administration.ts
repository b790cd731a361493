/** Words of the administrator's pages: what can be administered, teams, people and keys. */
export const administration = {
  title: 'الإدارة',
  lead: 'ما يحدد كيف تعمل الأمانة على البلاغات: القواعد والتصنيفات والفرق والأشخاص. كل تغيير يُحفظ باسم من أجراه ووقته.',
  readOnly: 'للاطلاع فقط: التعديل لمدير النظام.',
  'index.routing': 'إلى أي فريق يذهب كل بلاغ، وبأي أولوية، ومن يُنبَّه.',
};
